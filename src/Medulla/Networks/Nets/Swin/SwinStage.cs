using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>Swin transformer blocks at one size of the grid, every second of them shifted by half a window, and what halves the grid. Liu et al., Swin transformer (2021).</summary>
[ReferenceName("BasicLayer")]
public sealed class SwinStage : Block
{
    private readonly int[] window;
    private readonly int[] shift;
    private readonly IReadOnlyList<SwinTransformerBlock> blocks;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <summary>[B, <paramref name="dim"/>, grid...] to [B, 2 * <paramref name="dim"/>, grid / 2...], or to the same size and channels.</summary>
    /// <param name="dim">Channels of the input.</param>
    /// <param name="depth">Number of blocks.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="windowSize">Patches of a window along two or three axes.</param>
    /// <param name="dropPath">Probability to leave out a branch, one for all blocks or one for each.</param>
    /// <param name="mlpRatio">Channels within the perceptrons, in terms of <paramref name="dim"/>.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="drop">Probability to drop an output.</param>
    /// <param name="attnDrop">Probability to drop a weight of attention.</param>
    /// <param name="normLayer">The normalization; layer if null.</param>
    /// <param name="downsample">What halves the grid; nothing if null.</param>
    /// <param name="useCheckpoint">Accepted for configurations' sake; the result is the same.</param>
    public SwinStage(
        int dim, int depth, int numHeads, Values<int> windowSize, Values<double> dropPath, double mlpRatio = 4, bool qkvBias = false, double drop = 0,
        double attnDrop = 0, LayerSpec? normLayer = null, PatchMergingMode? downsample = null, bool useCheckpoint = false)
        : base(nameof(SwinStage))
    {
        (window, shift) = ([.. windowSize], [.. windowSize.Select(n => n / 2)]);
        blocks = this.Parts("blocks", Enumerable.Range(0, depth).Select(i => new SwinTransformerBlock(
            dim, numHeads, windowSize, Values.From(i % 2 == 0 ? window.Select(_ => 0) : shift), mlpRatio, qkvBias, drop, attnDrop, dropPath.Cyclic(i), null, normLayer)));
        this.downsample = downsample switch
        {
            PatchMergingMode.Merging => this.Part("downsample", new PatchMerging(dim, normLayer, windowSize.Count)),
            PatchMergingMode.MergingV2 => this.Part("downsample", new PatchMergingV2(dim, normLayer, windowSize.Count)),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        long[] grid = x.shape[2..];
        var (size, step) = Windows.Fit(grid, window, shift);
        var mask = Windows.Mask([.. grid.Zip(size, (n, w) => (n + w - 1) / w * w)], size, step, x.device);
        var current = x.movedim([1], [-1]);
        current = blocks.Aggregate(current, (y, block) => block.call(y, mask));
        return (downsample?.call(current) ?? current).movedim([-1], [1]).contiguous();
    }
}
