using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>Attention within windows, shifted or not, and a multilayer perceptron, each added to its input. Liu et al., Swin transformer (2021).</summary>
public sealed class SwinTransformerBlock : MultiBlock
{
    private readonly int[] window;
    private readonly int[] shift;
    private readonly nn.Module<Tensor, Tensor> norm1, norm2, dropPath, mlp;
    private readonly WindowAttention attn;

    /// <summary>[B, grid..., <paramref name="dim"/>] to the same.</summary>
    /// <param name="dim">Channels, a multiple of the heads.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="windowSize">Patches of a window along two or three axes.</param>
    /// <param name="shiftSize">By how much the grid is shifted before it is cut.</param>
    /// <param name="mlpRatio">Channels within the perceptron, in terms of <paramref name="dim"/>.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="drop">Probability to drop an output.</param>
    /// <param name="attnDrop">Probability to drop a weight of attention.</param>
    /// <param name="dropPath">Probability to leave out a branch.</param>
    /// <param name="actLayer">The activation; gelu if null.</param>
    /// <param name="normLayer">The normalization; layer if null.</param>
    /// <param name="useCheckpoint">Accepted for configurations' sake; the result is the same.</param>
    public SwinTransformerBlock(
        int dim, int numHeads, Values<int> windowSize, Values<int> shiftSize, double mlpRatio = 4, bool qkvBias = true, double drop = 0, double attnDrop = 0,
        double dropPath = 0, LayerSpec? actLayer = null, LayerSpec? normLayer = null, bool useCheckpoint = false)
        : base(nameof(SwinTransformerBlock))
    {
        (window, shift) = ([.. windowSize], [.. shiftSize]);
        norm1 = this.Part("norm1", PatchEmbed.PatchNorm(normLayer, dim));
        attn = this.Part("attn", new WindowAttention(dim, numHeads, windowSize, qkvBias, attnDrop, drop));
        this.dropPath = this.Part("drop_path", new DropPath(dropPath));
        norm2 = this.Part("norm2", PatchEmbed.PatchNorm(normLayer, dim));
        mlp = this.Part("mlp", new MLPBlock(dim, (int)(dim * mlpRatio), drop, actLayer, MLPDropout.Swin));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B, grid..., C].</param>
    /// <param name="maskMatrix">What is added to scores where the grid is shifted, [windows, N, N]; none if null.</param>
    public Tensor call(Tensor x, Tensor? maskMatrix = null)
    {
        using var scope = NewDisposeScope();
        x = x + dropPath.call(Attended(norm1.call(x), maskMatrix));
        return (x + dropPath.call(mlp.call(norm2.call(x)))).MoveToOuterDisposeScope();
    }

    private Tensor Attended(Tensor x, Tensor? mask)
    {
        long[] grid = x.shape[1..^1];
        long[] axes = [.. Enumerable.Range(1, grid.Length).Select(axis => (long)axis)];
        var (size, step) = Windows.Fit(grid, window, shift);
        long[] missing = [.. grid.Zip(size, (n, w) => (w - n % w) % w)];
        var padded = missing.Any(n => n > 0) ? nn.functional.pad(x, [0, 0, .. missing.Reverse().SelectMany(n => new[] { 0, n })]) : x;
        long[] full = padded.shape[1..^1];
        var isShifted = step.Any(n => n > 0);
        var moved = isShifted ? padded.roll(step.Select(n => -n).ToArray(), axes) : padded;
        mask = isShifted ? mask : null;
        var result = Windows.Reverse(attn.call(Windows.Partition(moved, size), mask), size, x.shape[0], full);
        result = isShifted ? result.roll(step, axes) : result;
        for (var axis = 0; axis < grid.Length; axis++)
        {
            result = result.narrow(axis + 1, 0, grid[axis]);
        }
        return result;
    }
}
