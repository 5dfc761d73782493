using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The way up and the output of diffusion networks; its layers are parts of the network itself.</summary>
internal sealed class DiffusionHead
{
    private readonly IReadOnlyList<DiffusionUpBlock> up;
    private readonly nn.Module<Tensor, Tensor> output;

    public DiffusionHead(nn.Module owner, DiffusionPlan plan, int outChannels, int? labelNc = null, int spadeChannels = 128)
    {
        var top = plan.Channels[0];
        up = owner.Parts("up_blocks", Enumerable.Range(0, plan.Channels.Count).Reverse().Select(level => new DiffusionUpBlock(plan, level, labelNc, spadeChannels)));
        output = owner.Part("out", ModuleParts.Sequence(
            Norm.Create(SpatialAttentionBlock.GroupNorm(plan.Groups, plan.Eps), plan.SpatialDims, top), nn.SiLU(),
            InitialWeights.Zeroed(plan.Convolve(top, Dimensions.AtLeast(plan.Owner, nameof(outChannels), outChannels)))));
    }

    /// <summary>The output.</summary>
    /// <param name="x">The features of the smallest size.</param>
    /// <param name="skips">Those of the way down, which are disposed.</param>
    /// <param name="emb">The code of the time step.</param>
    /// <param name="context">What attention may look at besides the image.</param>
    /// <param name="seg">The map of labels.</param>
    public Tensor Up(Tensor x, List<Tensor> skips, Tensor emb, Tensor? context, Tensor? seg = null)
    {
        foreach (var block in up)
        {
            using var below = x;
            x = block.call(below, skips, emb, context, seg);
        }
        return output.call(x);
    }
}
