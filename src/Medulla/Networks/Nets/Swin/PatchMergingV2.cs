using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>Halves a grid: neighbours become channels, which a linear layer reduces. Liu et al., Swin transformer (2021).</summary>
public sealed class PatchMergingV2 : Block
{
    private readonly PatchMerger merger;

    /// <summary>[B, grid..., <paramref name="dim"/>] to [B, grid / 2..., 2 * <paramref name="dim"/>].</summary>
    /// <param name="dim">Channels of the input.</param>
    /// <param name="normLayer">The normalization before the reduction; layer if null.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    public PatchMergingV2(int dim, LayerSpec? normLayer = null, int spatialDims = 3)
        : base(nameof(PatchMergingV2)) => merger = new(this, dim, normLayer, spatialDims);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => merger.Merge(x, PatchMerger.InOrder(x));
}
