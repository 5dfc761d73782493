using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A <see cref="MedNeXtBlock"/> that halves the image.</summary>
public sealed class MedNeXtDownBlock : MedNeXtBlock
{
    private readonly nn.Module<Tensor, Tensor>? shortcut;

    /// <summary>[B, C, spatial...] to [B, C', spatial / 2...].</summary>
    /// <inheritdoc cref="MedNeXtBlock(int, int, int, int, bool, string, string, bool)"/>
    public MedNeXtDownBlock(
        int inChannels, int outChannels, int expansionRatio = 4, int kernelSize = 7, bool useResidualConnection = false, string normType = "group", string dim = "3d", bool globalRespNorm = false)
        : base(nameof(MedNeXtDownBlock), inChannels, outChannels, expansionRatio, kernelSize, false, normType, dim, globalRespNorm, stride: 2, isTransposed: false)
        => shortcut = useResidualConnection ? this.Part("res_conv", Conv.Create(Rank, inChannels, outChannels, 1, 2)) : null;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => shortcut is null ? base.Compute(x) : base.Compute(x) + shortcut.call(x);
}
