using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Learned scores for how far apart two patches lie along each axis. Li et al., MViTv2 (2022).</summary>
/// <remarks>
/// In volumes the reference mixes up axes: scores are added elsewhere than where they belong, which works in cubes alone. Weights were learned that way, so it is followed in cubes; other volumes get what the paper says.
/// </remarks>
public sealed class DecomposedRelativePosEmbedding : MultiBlock
{
    private readonly Values<int> size;
    private readonly int numHeads;

    /// <summary>Scores for grids of one size.</summary>
    /// <param name="sInputDims">Patches along each axis, two or three.</param>
    /// <param name="cDim">Channels of each head.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <exception cref="ArgumentException">There are neither two nor three axes.</exception>
    public DecomposedRelativePosEmbedding(Values<int> sInputDims, int cDim, int numHeads)
        : base(nameof(DecomposedRelativePosEmbedding))
    {
        if (sInputDims.Count is not (2 or 3) || sInputDims.Any(n => n < 1))
        {
            throw new ArgumentException($"DecomposedRelativePosEmbedding: the grid is {sInputDims}; two or three positive numbers are expected.", nameof(sInputDims));
        }
        (size, this.numHeads) = (sInputDims, numHeads);
        for (var axis = 0; axis < size.Count; axis++)
        {
            this.AddWeight($"rel_pos_arr.{axis}", zeros(2 * size[axis] - 1, cDim));
        }
    }

    /// <summary>What is added to scores of attention.</summary>
    /// <param name="q">The queries, [B, heads, N, C], N being all patches of the grid.</param>
    /// <returns>[B, heads, N, N].</returns>
    public Tensor call(Tensor q)
    {
        using var scope = NewDisposeScope();
        var (batch, patches) = (q.shape[0] * numHeads, q.shape[2]);
        var asReference = size.Count == 3 && size.All(n => n == size[0]);
        var grid = q.reshape([batch, .. size.Select(n => (long)n), q.shape[3]]);
        Tensor? sum = null;
        for (var axis = 0; axis < size.Count; axis++)
        {
            var scores = asReference
                ? Scores(grid, axis, own: Math.Min(axis, 1)).reshape(AsReference(batch, axis))
                : Scores(grid, axis, axis).reshape([batch, .. size.Select(n => (long)n), .. size.Select((n, other) => other == axis ? (long)n : 1)]);
            sum = sum is null ? scores : sum + scores;
        }
        return sum!.reshape(q.shape[0], numHeads, patches, patches).MoveToOuterDisposeScope();
    }

    /// <summary>Each patch's scores for all places along an axis, from its own place along that axis or another of the same length: [B, grid..., places].</summary>
    private Tensor Scores(Tensor grid, int axis, int own)
    {
        var length = (long)size[axis];
        var apart = arange(length).unsqueeze(1) - arange(length).unsqueeze(0) + (length - 1);
        var embedding = this.Weight($"rel_pos_arr.{axis}")[apart.to(grid.device)];   // [own place, other place, C]
        return grid.movedim([own + 1], [-2]).unsqueeze(-2).matmul(embedding.transpose(-2, -1)).squeeze(-2).movedim([-2], [own + 1]);
    }

    /// <summary>Where the reference adds scores in a cube: [B, places of the query, places of the key].</summary>
    private long[] AsReference(long batch, int axis)
    {
        long n = size[0];
        return axis switch { 0 => [batch, n, n, n, 1, 1, n], 1 => [batch, n, n, 1, n, 1, n], _ => [batch, n, n, 1, 1, n, n] };
    }
}
