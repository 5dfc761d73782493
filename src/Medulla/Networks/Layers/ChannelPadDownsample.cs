using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>A shortcut without weights: every so-many-th voxel, and channels of 0. Through it nothing is learned, as in the reference.</summary>
internal sealed class ChannelPadDownsample(int planes, int stride) : Block(nameof(ChannelPadDownsample))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var cut = x.detach();
        for (var axis = 2; axis < x.Dimensions; axis++)
        {
            cut = cut.slice(axis, 0, x.shape[axis], stride);
        }
        return cat([cut, zeros([x.shape[0], planes - x.shape[1], .. cut.shape[2..]], x.dtype, x.device)], 1);
    }
}
