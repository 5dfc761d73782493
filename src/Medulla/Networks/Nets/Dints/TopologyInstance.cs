using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>The body of a <see cref="DiNTS"/> network whose architecture is known.</summary>
public sealed class TopologyInstance : TopologyConstruction
{
    /// <summary>Features at each size to features at each size.</summary>
    /// <param name="archCode">Which paths of each layer exist (1 or 0), and the number of each path's operation, both [<paramref name="numBlocks"/>, 3 * <paramref name="numDepths"/> - 2]; all of both if null.</param>
    /// <param name="channelMul">By which channels are multiplied: 32 at full size, twice as many at each smaller one.</param>
    /// <param name="numBlocks">Layers.</param>
    /// <param name="numDepths">Sizes.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <param name="useDownsample">Whether the largest features are half as large as the image.</param>
    /// <exception cref="ArgumentException">A number is out of range, an array has another shape, or a layer is unknown.</exception>
    public TopologyInstance(
        (Tensor Paths, Tensor Operations)? archCode = null, double channelMul = 1, int numBlocks = 6, int numDepths = 3, int spatialDims = 3,
        LayerSpec? actName = null, LayerSpec? normName = null, bool useDownsample = true)
        : base(nameof(TopologyInstance), archCode, channelMul, numBlocks, numDepths, spatialDims, actName, normName, useDownsample)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> call(IReadOnlyList<Tensor> x) => Flow(x, (cell, _, _, features) => cell.call(features));
}
