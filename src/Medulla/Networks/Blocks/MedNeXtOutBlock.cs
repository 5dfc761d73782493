using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Class scores of each voxel: [B, C, spatial...] to [B, K, spatial...].</summary>
public sealed class MedNeXtOutBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> convOut;

    /// <summary>A kernel of one voxel.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="nClasses">Classes.</param>
    /// <param name="dim">"2d" or "3d".</param>
    public MedNeXtOutBlock(int inChannels, int nClasses, string dim)
        : base(nameof(MedNeXtOutBlock)) => convOut = this.Part("conv_out", Conv.CreateTransposed(dim == "2d" ? 2 : 3, inChannels, nClasses, 1));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => convOut.call(x);
}
