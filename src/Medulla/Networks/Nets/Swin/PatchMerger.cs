using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>What both kinds of patch merging have in common; its layers are parts of the block itself.</summary>
internal sealed class PatchMerger
{
    private readonly nn.Module<Tensor, Tensor> reduction, norm;

    public PatchMerger(nn.Module owner, int dim, LayerSpec? normLayer, int spatialDims)
    {
        if (spatialDims is not (2 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{owner.GetName()}: spatialDims is {spatialDims}; 2 or 3 is expected.");
        }
        reduction = owner.Part("reduction", nn.Linear((1 << spatialDims) * dim, 2 * dim, hasBias: false));
        norm = owner.Part("norm", PatchEmbed.PatchNorm(normLayer, (1 << spatialDims) * dim));
    }

    /// <summary>The neighbours of a cell in the order of learned weights: in volumes the last axis fastest, in pictures the first.</summary>
    public static int[][] InOrder(Tensor x)
    {
        var rank = (int)x.Dimensions - 2;
        return [.. Enumerable.Range(0, 1 << rank).Select(cell => Enumerable.Range(0, rank).Select(axis => cell >> (rank == 2 ? axis : rank - 1 - axis) & 1).ToArray())];
    }

    /// <summary>Joins the given neighbours as channels, after padding axes of odd length with zeros.</summary>
    public Tensor Merge(Tensor x, int[][] neighbours)
    {
        long[] odd = [.. x.shape[1..^1].Select(n => n % 2)];
        x = odd.Any(n => n > 0) ? nn.functional.pad(x, [0, 0, .. odd.Reverse().SelectMany(n => new[] { 0, n })]) : x;
        var parts = neighbours.Select(cell => x.index(
            [TensorIndex.Ellipsis, .. cell.Select(start => TensorIndex.Slice(start, null, 2)), TensorIndex.Colon])).ToArray();
        return reduction.call(norm.call(cat(parts, -1)));
    }
}
