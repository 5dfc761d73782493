using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Segments images: a U of large depthwise kernels. Roy et al., MedNeXt: Transformer-driven Scaling of ConvNets for Medical Image
/// Segmentation (2023).
/// </summary>
[ReferenceName("MedNext")]
public sealed class MedNeXt : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> stem, bottleneck;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> encoders, decoders;
    private readonly IReadOnlyList<MedNeXtDownBlock> down;
    private readonly IReadOnlyList<MedNeXtUpBlock> up;
    private readonly MedNeXtOutBlock output;
    private readonly IReadOnlyList<MedNeXtOutBlock> smaller;

    /// <summary>[B, C, spatial...] to [B, K, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="initFilters">Channels at full size; each smaller size has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Classes.</param>
    /// <param name="encoderExpansionRatio">Channels within blocks on the way down, times those of their input; one number, or one a level. 2 if null.</param>
    /// <param name="decoderExpansionRatio">The same on the way up. 2 if null.</param>
    /// <param name="bottleneckExpansionRatio">The same at the bottom.</param>
    /// <param name="kernelSize">Voxels under the depthwise kernels along each axis.</param>
    /// <param name="deepSupervision">Whether smaller outputs come with the result while training.</param>
    /// <param name="useResidualConnection">Whether blocks have shortcuts.</param>
    /// <param name="blocksDown">Blocks of each level on the way down; 2 of each of 4 if null.</param>
    /// <param name="blocksBottleneck">Blocks at the bottom.</param>
    /// <param name="blocksUp">Blocks of each level on the way up; 2 of each of 4 if null.</param>
    /// <param name="normType">"group" or "layer".</param>
    /// <param name="globalRespNorm">Whether channels compete by their size over the whole image.</param>
    /// <exception cref="ArgumentException">There are not 2 or 3 axes, or ratios and blocks do not go together.</exception>
    public MedNeXt(
        int spatialDims = 3, int initFilters = 32, int inChannels = 1, int outChannels = 2, Values<int>? encoderExpansionRatio = null, Values<int>? decoderExpansionRatio = null,
        int bottleneckExpansionRatio = 2, int kernelSize = 7, bool deepSupervision = false, bool useResidualConnection = false, Values<int>? blocksDown = null, int blocksBottleneck = 2,
        Values<int>? blocksUp = null, string normType = "group", bool globalRespNorm = false)
        : base(nameof(MedNeXt))
    {
        var (levels, steps) = (blocksDown ?? [2, 2, 2, 2], blocksUp ?? [2, 2, 2, 2]);
        var (encoding, decoding) = (encoderExpansionRatio ?? 2, decoderExpansionRatio ?? 2);
        if (spatialDims is not (2 or 3) || levels.Count != steps.Count || (encoding.Count > 1 && encoding.Count != levels.Count) || (decoding.Count > 1 && decoding.Count != steps.Count))
        {
            throw new ArgumentException(
                $"MedNeXt: there are {spatialDims} axes, blocks {levels} down and {steps} up, ratios {encoding} and {decoding}; 2 or 3 axes, as many levels up as down, and one ratio or one a level are expected.");
        }
        var (dim, depth) = ($"{spatialDims}d", levels.Count);
        int Width(int level) => initFilters << level;
        nn.Module<Tensor, Tensor> Blocks(int width, int ratio, int count) => ModuleParts.Sequence(Enumerable.Range(0, count).Select(
            _ => new MedNeXtBlock(width, width, ratio, kernelSize, useResidualConnection, normType, dim, globalRespNorm)));

        stem = this.Part("stem", Conv.Create(spatialDims, inChannels, initFilters, 1));
        encoders = this.Parts("enc_stages", levels.Select((count, i) => Blocks(Width(i), encoding.Cyclic(i), count)));
        down = this.Parts("down_blocks", levels.Select((_, i) => new MedNeXtDownBlock(Width(i), Width(i + 1), encoding.Cyclic(i), kernelSize, useResidualConnection, normType, dim)));
        bottleneck = this.Part("bottleneck", Blocks(Width(depth), bottleneckExpansionRatio, blocksBottleneck));
        up = this.Parts("up_blocks", steps.Select((_, i) => new MedNeXtUpBlock(
            Width(depth - i), Width(depth - i - 1), decoding.Cyclic(i), kernelSize, useResidualConnection, normType, dim, globalRespNorm)));
        decoders = this.Parts("dec_stages", steps.Select((count, i) => Blocks(Width(depth - i - 1), decoding.Cyclic(i), count)));
        output = this.Part("out_0", new MedNeXtOutBlock(initFilters, outChannels, dim));
        smaller = deepSupervision ? this.Parts("out_blocks", steps.Select((_, i) => new MedNeXtOutBlock(Width(depth - i), outChannels, dim))) : [];
    }

    /// <summary>Runs the network.</summary>
    /// <returns>The output; while training with deep supervision a list of outputs, the largest first.</returns>
    public object call(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.shape.Skip(2).Any(n => n % (1L << down.Count) != 0))
        {
            throw new ArgumentException($"MedNeXt: the input is [{string.Join(", ", x.shape)}]; spatial axes that are multiples of {1L << down.Count} are expected. Pad the image (DivisiblePad).");
        }
        var outputs = ModuleParts.Scoped(() => Outputs(x));
        return outputs.Count > 1 ? outputs : outputs[0];
    }

    private IReadOnlyList<Tensor> Outputs(Tensor x)
    {
        List<Tensor> features = [], outputs = [];
        var current = stem.call(x);
        foreach (var (encoder, shrink) in encoders.Zip(down))
        {
            features.Add(encoder.call(current));
            current = shrink.call(features[^1]);
        }
        current = bottleneck.call(current);
        for (var i = 0; i < up.Count; i++)
        {
            if (training && smaller.Count > 0)
            {
                outputs.Insert(0, smaller[i].call(current));
            }
            current = decoders[i].call(up[i].call(current) + features[^(i + 1)]);
        }
        return [output.call(current), .. outputs];
    }
}
