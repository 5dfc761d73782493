using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The decoder of a latent autoencoder whose residual blocks follow a map of labels.</summary>
internal sealed class LabelledDecoder : MultiBlock
{
    private readonly IReadOnlyList<nn.Module> blocks;

    public LabelledDecoder(LatentPlan plan, bool withNonlocalAttn, int labelNc, int spadeChannels)
        : base(nameof(LabelledDecoder))
    {
        blocks = this.Parts("blocks", plan.DecoderBlocks(withNonlocalAttn, Residual, Residual));

        SPADEResBlock Residual(int from, int to) => new(plan.SpatialDims, from, plan.Groups, plan.Eps, to, labelNc, spadeChannels);
    }

    public Tensor call(Tensor z, Tensor seg)
    {
        using var scope = NewDisposeScope();
        var x = z.alias();
        foreach (var block in blocks)
        {
            using var last = x;
            x = block is SPADEResBlock labelled ? labelled.call(last, seg) : ((nn.Module<Tensor, Tensor>)block).call(last);
        }
        return x.MoveToOuterDisposeScope();
    }
}
