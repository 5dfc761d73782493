using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Restores images: a U of transformer blocks that attend between channels. Zamir et al., Restormer: Efficient Transformer for
/// High-Resolution Image Restoration (2022).
/// </summary>
public sealed class Restormer : Block
{
    private readonly int spatialDims;
    private readonly OverlapPatchEmbed patchEmbed;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> encoders, downsamples, decoders, upsamples, reducers;
    private readonly nn.Module<Tensor, Tensor> latent, refinement, output;
    private readonly nn.Module<Tensor, Tensor>? skipConv;

    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="dim">Features of the first level; each level below has twice as many.</param>
    /// <param name="numBlocks">Blocks of each level, from the top; at least two levels.</param>
    /// <param name="heads">Heads of each level.</param>
    /// <param name="numRefinementBlocks">Blocks after the U.</param>
    /// <param name="ffnExpansionFactor">Channels within feed-forwards, times those of their input.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="layerNormUseBias">Whether normalizations have weights.</param>
    /// <param name="dualPixelTask">Whether the first level's features are added before the output.</param>
    /// <param name="flashAttention">See <see cref="CABlock"/>.</param>
    /// <exception cref="ArgumentException">There are fewer than two levels, or blocks and heads are not as many.</exception>
    public Restormer(
        int spatialDims = 2, int inChannels = 3, int outChannels = 3, int dim = 48, Values<int>? numBlocks = null, Values<int>? heads = null, int numRefinementBlocks = 4,
        double ffnExpansionFactor = 2.66, bool bias = false, bool layerNormUseBias = true, bool dualPixelTask = false, bool flashAttention = false)
        : base(nameof(Restormer))
    {
        var (blocks, groups) = (numBlocks ?? [1, 1, 1, 1], heads ?? [1, 1, 1, 1]);
        if (blocks.Count < 2 || blocks.Count != groups.Count || blocks.Any(n => n < 1))
        {
            throw new ArgumentException($"Restormer: numBlocks is {blocks} and heads {groups}; as many of both, at least two, each at least 1, are expected.", nameof(numBlocks));
        }
        var steps = blocks.Count - 1;
        this.spatialDims = spatialDims;
        int Width(int level) => dim << level;
        nn.Module<Tensor, Tensor> Blocks(int level, int width, int count) => ModuleParts.Sequence(Enumerable.Range(0, count).Select(
            _ => new MDTATransformerBlock(spatialDims, width, groups[level], ffnExpansionFactor, bias, layerNormUseBias, flashAttention)));
        Convolution Plain(int from, int to, int kernel) => new(spatialDims, from, to, kernelSize: kernel, bias: bias, convOnly: true);
        int[] down = [.. Enumerable.Range(0, steps)], up = [.. down.Reverse()];

        patchEmbed = this.Part("patch_embed", new OverlapPatchEmbed(spatialDims, inChannels, dim));
        encoders = this.Parts("encoder_levels", down.Select(n => Blocks(n, Width(n), blocks[n])));
        downsamples = this.Parts("downsamples", down.Select(n => (nn.Module<Tensor, Tensor>)new DownSample(
            spatialDims, Width(n), Width(n) >> (spatialDims - 1), 2, mode: Downsampling.PixelUnshuffle, bias: bias)));
        decoders = this.Parts("decoder_levels", up.Select(n => Blocks(n, Width(Math.Max(n, 1)), blocks[n])));
        upsamples = this.Parts("upsamples", up.Select(n => (nn.Module<Tensor, Tensor>)new UpSample(
            spatialDims, Width(n + 1), Width(n), 2, mode: Upsampling.PixelShuffle, bias: bias, applyPadPool: false)));
        reducers = this.Parts("reduce_channels", up.Where(n => n != 0).Select(n => (nn.Module<Tensor, Tensor>)Plain(Width(n + 1), Width(n), 1)));
        latent = this.Part("latent", Blocks(steps, Width(steps), blocks[steps]));
        refinement = this.Part("refinement", Blocks(0, Width(1), numRefinementBlocks));
        skipConv = dualPixelTask ? this.Part("skip_conv", Plain(dim, dim * 2, 1)) : null;
        output = this.Part("output", Plain(dim * 2, outChannels, 3));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var least = 1L << encoders.Count;
        if (x.Dimensions != spatialDims + 2 || x.shape.Skip(2).Any(n => n <= least || n % least != 0))
        {
            throw new ArgumentException($"Restormer: the input is [{string.Join(", ", x.shape)}]; a batch, channels and {spatialDims} axes that are multiples of {least}, larger than it, are expected. Pad the image (DivisiblePad).");
        }
        List<Tensor> skips = [];
        var current = patchEmbed.call(x);
        foreach (var (encoder, downsample) in encoders.Zip(downsamples))
        {
            skips.Add(encoder.call(current));
            current = downsample.call(skips[^1]);
        }
        current = latent.call(current);
        for (var i = 0; i < decoders.Count; i++)
        {
            current = cat([upsamples[i].call(current), skips[^(i + 1)]], 1);
            current = decoders[i].call(i < reducers.Count ? reducers[i].call(current) : current);
        }
        current = refinement.call(current);
        return output.call(skipConv is null ? current : current + skipConv.call(skips[0]));
    }
}
