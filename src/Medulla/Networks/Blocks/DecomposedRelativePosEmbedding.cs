using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Learned scores for how far apart two patches lie along each axis. Li et al., MViTv2 (2022).</summary>
/// <remarks>
/// In the reference, the scores along the third axis start from a patch's place along the second, which works only where both are
/// equally long; weights were learned that way, so it is followed there.
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
        var grid = q.reshape([batch, .. size.Select(n => (long)n), q.shape[3]]);
        Tensor? sum = null;
        for (var axis = 0; axis < size.Count; axis++)
        {
            var length = (long)size[axis];
            var apart = arange(length).unsqueeze(1) - arange(length).unsqueeze(0) + (length - 1);
            var embedding = this.Weight($"rel_pos_arr.{axis}")[apart.to(q.device)];   // [own place, other place, C]

            // Each patch's scores for the places along this axis, spread over all other axes.
            var own = axis == 2 && size[1] == size[2] ? 1 : axis;
            var lines = grid.movedim([own + 1], [-2]);
            var scores = lines.unsqueeze(-2).matmul(embedding.transpose(-2, -1)).squeeze(-2).movedim([-2], [own + 1]);
            long[] spread = [batch, .. size.Select(n => (long)n), .. size.Select((n, other) => other == axis ? (long)n : 1)];
            sum = sum is null ? scores.reshape(spread) : sum + scores.reshape(spread);
        }
        return sum!.reshape(q.shape[0], numHeads, patches, patches).MoveToOuterDisposeScope();
    }
}
