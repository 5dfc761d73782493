using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The residual blocks of one size on the way down, each followed by attention where there is some, and what halves the image.</summary>
internal sealed class DiffusionDownBlock : MultiBlock
{
    private readonly IReadOnlyList<DiffusionUNetResnetBlock> resnets;
    private readonly IReadOnlyList<nn.Module>? attentions;
    private readonly nn.Module? downsampler;

    public DiffusionDownBlock(DiffusionPlan plan, int level, bool shrinks)
        : base(nameof(DiffusionDownBlock))
    {
        var (from, to) = (plan.Channels[Math.Max(level - 1, 0)], plan.Channels[level]);
        var count = Dimensions.AtLeast(plan.Owner, "numResBlocks", plan.ResBlocks.Cyclic(level));
        resnets = this.Parts("resnets", Enumerable.Range(0, count).Select(i => plan.Residual(i == 0 ? from : to, to)));
        attentions = plan.Attention[level] ? this.Parts("attentions", Enumerable.Range(0, count).Select(_ => plan.AttentionOf(to, level))) : null;
        downsampler = !shrinks ? null : this.Part<nn.Module>("downsampler", plan.ResblockUpdown
            ? plan.Residual(to, to, DiffusionResampling.Down)
            : nn.Sequential(("op", plan.Convolve(to, to, stride: 2))));
    }

    /// <summary>The features after each residual block and, last, at half the size if the block halves it.</summary>
    public IReadOnlyList<Tensor> call(Tensor x, Tensor emb, Tensor? context) => ModuleParts.Scoped(() =>
    {
        List<Tensor> states = [];
        for (var i = 0; i < resnets.Count; i++)
        {
            var features = resnets[i].call(states.Count == 0 ? x : states[^1], emb);
            states.Add(attentions is null ? features : DiffusionPlan.Attend(attentions[i], features, context));
        }
        if (downsampler is not null)
        {
            states.Add(downsampler is DiffusionUNetResnetBlock residual ? residual.call(states[^1], emb) : ((nn.Module<Tensor, Tensor>)downsampler).call(states[^1]));
        }
        return states;
    });
}
