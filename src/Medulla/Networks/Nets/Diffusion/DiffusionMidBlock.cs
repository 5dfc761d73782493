using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The smallest size: attention between two residual blocks.</summary>
internal sealed class DiffusionMidBlock : MultiBlock
{
    private readonly DiffusionUNetResnetBlock resnet1, resnet2;
    private readonly nn.Module attention;

    public DiffusionMidBlock(DiffusionPlan plan)
        : base(nameof(DiffusionMidBlock))
    {
        var channels = plan.Channels[^1];
        resnet1 = this.Part("resnet_1", plan.Residual(channels, channels));
        attention = this.Part("attention", plan.AttentionOf(channels, plan.Channels.Count - 1));
        resnet2 = this.Part("resnet_2", plan.Residual(channels, channels));
    }

    public Tensor call(Tensor x, Tensor emb, Tensor? context)
    {
        using var scope = NewDisposeScope();
        return resnet2.call(DiffusionPlan.Attend(attention, resnet1.call(x, emb), context), emb).MoveToOuterDisposeScope();
    }
}
