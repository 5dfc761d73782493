using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>What diffusion networks have in common: codes of time and class, and the way down. Its layers are parts of the network itself.</summary>
internal sealed class DiffusionTrunk
{
    private readonly DiffusionPlan plan;
    private readonly int inChannels;
    private readonly nn.Module<Tensor, Tensor> convIn, timeEmbed;
    private readonly nn.Module<Tensor, Tensor>? classEmbedding;
    private readonly IReadOnlyList<DiffusionDownBlock> down;
    private readonly DiffusionMidBlock? middle;

    /// <param name="owner">The network.</param>
    /// <param name="plan">Its numbers.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="isEncoder">Whether all that follows is the way down, which then halves the image at the last size too.</param>
    public DiffusionTrunk(nn.Module owner, DiffusionPlan plan, int inChannels, bool isEncoder = false)
    {
        this.plan = plan;
        this.inChannels = Dimensions.AtLeast(plan.Owner, nameof(inChannels), inChannels);
        convIn = owner.Part("conv_in", plan.Convolve(inChannels, plan.Channels[0]));
        timeEmbed = owner.Part("time_embed", plan.Code(plan.Channels[0]));
        classEmbedding = plan.ClassEmbeds is { } classes ? owner.Part("class_embedding", nn.Embedding(classes, plan.TimeChannels)) : null;
        down = owner.Parts("down_blocks", plan.Channels.Select((_, level) => new DiffusionDownBlock(plan, level, isEncoder || level < plan.Channels.Count - 1)));
        middle = isEncoder ? null : owner.Part("middle_block", new DiffusionMidBlock(plan));
    }

    /// <summary>The code of time steps [B] and classes [B].</summary>
    public Tensor Embed(Tensor x, Tensor timesteps, Tensor? classLabels)
    {
        var code = timeEmbed.call(TimestepEmbedding.Create(timesteps, plan.Channels[0]).to_type(x.dtype));
        return classEmbedding is null ? code : code + classEmbedding.call(
            classLabels ?? throw new ArgumentException($"{plan.Owner}: classLabels is null; the network was made for {plan.ClassEmbeds} classes.", nameof(classLabels))).to_type(x.dtype);
    }

    /// <summary>The input, convolved once.</summary>
    public Tensor Begin(Tensor x)
    {
        var shape = x.shape;
        return shape.Length == plan.SpatialDims + 2 && shape[1] == inChannels ? convIn.call(x)
            : throw new ArgumentException($"{plan.Owner}: the input is [{string.Join(", ", shape)}]; [B, {inChannels}] and {plan.SpatialDims} spatial axes are expected.");
    }

    /// <summary>The features on the way down, beginning with <paramref name="x"/>.</summary>
    public List<Tensor> Down(Tensor x, Tensor emb, Tensor? context)
    {
        if (context is not null && !plan.WithConditioning)
        {
            throw new ArgumentException($"{plan.Owner}: there is a context, but the network was made without conditioning (withConditioning).", nameof(context));
        }
        List<Tensor> states = [x];
        foreach (var block in down)
        {
            states.AddRange(block.call(states[^1], emb, context));
        }
        return states;
    }

    /// <summary>The features of the smallest size.</summary>
    public Tensor Middle(Tensor x, Tensor emb, Tensor? context) => middle!.call(x, emb, context);

    /// <summary>Features with what a control network adds to each.</summary>
    public List<Tensor> Controlled(List<Tensor> states, IReadOnlyList<Tensor>? residuals)
        => residuals is null ? states
        : residuals.Count == states.Count ? [.. states.Zip(residuals, (state, residual) => state + residual)]
        : throw new ArgumentException(
            $"{plan.Owner}: there are {residuals.Count} downBlockAdditionalResiduals and {states.Count} features on the way down; a control network of the same sizes is expected.");
}
