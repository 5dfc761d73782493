using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>
/// As <see cref="PatchMergingV2"/>, with the neighbours of a volume in the order that the first published weights were learned with.
/// </summary>
public sealed class PatchMerging : Block
{
    private readonly PatchMerger merger;

    /// <inheritdoc cref="PatchMergingV2(int, LayerSpec?, int)"/>
    public PatchMerging(int dim, LayerSpec? normLayer = null, int spatialDims = 3)
        : base(nameof(PatchMerging)) => merger = new(this, dim, normLayer, spatialDims);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => merger.Merge(x, x.Dimensions == 5
        ? [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]]
        : PatchMerger.InOrder(x));
}
