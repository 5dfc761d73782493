using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The residual blocks of one size on the way up, each taking in features from the way down, and what doubles the image.</summary>
internal sealed class DiffusionUpBlock : MultiBlock
{
    private readonly IReadOnlyList<DiffusionUNetResnetBlock> resnets;
    private readonly IReadOnlyList<nn.Module>? attentions;
    private readonly nn.Module? upsampler;

    /// <summary>A block whose normalizations follow a map of labels, unless <paramref name="labelNc"/> is null.</summary>
    public DiffusionUpBlock(DiffusionPlan plan, int level, int? labelNc, int spadeChannels)
        : base(nameof(DiffusionUpBlock))
    {
        var (below, here, above) = (plan.Channels[Math.Min(level + 1, plan.Channels.Count - 1)], plan.Channels[level], plan.Channels[Math.Max(level - 1, 0)]);
        var count = plan.ResBlocks.Cyclic(level) + 1;
        resnets = this.Parts("resnets", Enumerable.Range(0, count).Select(i => plan.Residual(
            (i == 0 ? below : here) + (i == count - 1 ? above : here), here, labelNc: labelNc, spadeChannels: spadeChannels)));
        attentions = plan.Attention[level] ? this.Parts("attentions", Enumerable.Range(0, count).Select(_ => plan.AttentionOf(here, level))) : null;
        upsampler = level == 0 ? null : this.Part<nn.Module>("upsampler", plan.ResblockUpdown
            ? plan.Residual(here, here, DiffusionResampling.Up)
            : new UpSample(
                plan.SpatialDims, here, here, 2, mode: Upsampling.NonTrainable, postConv: plan.Convolve(here, here), interpMode: InterpolateMode.Nearest,
                alignCorners: null));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The features from below.</param>
    /// <param name="skips">Features from the way down; the last are taken off and disposed.</param>
    /// <param name="emb">The code of the time step.</param>
    /// <param name="context">What attention may look at besides the image.</param>
    /// <param name="seg">The map of labels.</param>
    public Tensor call(Tensor x, List<Tensor> skips, Tensor emb, Tensor? context, Tensor? seg)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < resnets.Count; i++)
        {
            using var skip = skips[^1];
            skips.RemoveAt(skips.Count - 1);
            if (!x.shape.AsSpan(2).SequenceEqual(skip.shape.AsSpan(2)))
            {
                throw new ArgumentException(
                    $"Features of [{string.Join(", ", x.shape)}] meet ones of [{string.Join(", ", skip.shape)}]; pad the image to multiples of 2 to the number of times the network halves it.");
            }
            using var joined = cat([x, skip], 1);
            x = resnets[i].call(joined, emb, seg);
            x = attentions is null ? x : DiffusionPlan.Attend(attentions[i], x, context);
        }
        x = upsampler switch
        {
            null => x,
            DiffusionUNetResnetBlock residual => residual.call(x, emb),
            _ => ((nn.Module<Tensor, Tensor>)upsampler).call(x),
        };
        return x.MoveToOuterDisposeScope();
    }
}
