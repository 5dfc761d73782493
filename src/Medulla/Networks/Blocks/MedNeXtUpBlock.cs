using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A <see cref="MedNeXtBlock"/> that doubles the image.</summary>
public sealed class MedNeXtUpBlock : MedNeXtBlock
{
    private readonly nn.Module<Tensor, Tensor>? shortcut;

    /// <summary>[B, C, spatial...] to [B, C', 2 spatial...].</summary>
    /// <inheritdoc cref="MedNeXtBlock(int, int, int, int, bool, string, string, bool)"/>
    public MedNeXtUpBlock(
        int inChannels, int outChannels, int expansionRatio = 4, int kernelSize = 7, bool useResidualConnection = false, string normType = "group", string dim = "3d", bool globalRespNorm = false)
        : base(nameof(MedNeXtUpBlock), inChannels, outChannels, expansionRatio, kernelSize, false, normType, dim, globalRespNorm, stride: 2, isTransposed: true)
        => shortcut = useResidualConnection ? this.Part("res_conv", Conv.CreateTransposed(Rank, inChannels, outChannels, 1, 2)) : null;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => shortcut is null ? Shifted(base.Compute(x)) : Shifted(base.Compute(x)) + Shifted(shortcut.call(x));

    /// <summary>The doubled image is one voxel short along each axis, at its beginning.</summary>
    private Tensor Shifted(Tensor x) => nn.functional.pad(x, [.. Enumerable.Repeat(new long[] { 1, 0 }, Rank).SelectMany(sides => sides)], PaddingModes.Constant, 0);
}
