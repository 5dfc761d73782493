using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Adds to the features of a <see cref="DiffusionModelUNet"/> what a second image, such as a map of labels, says about them. Zhang et al.,
/// Adding conditional control to text-to-image diffusion models (2023).
/// </summary>
public class ControlNet : MultiBlock
{
    private readonly DiffusionTrunk trunk;
    private readonly nn.Module<Tensor, Tensor> conditioning, controlMiddle;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> controlDown;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...], time steps [B] and an image that controls to what is added to the features of each size.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numResBlocks">Residual blocks at each size, one number or one a size; 2 if null.</param>
    /// <param name="channels">Channels at each size, from the largest, multiples of the groups; 32, 64, 64, 64 if null.</param>
    /// <param name="attentionLevels">Which sizes have attention; the last two of four if null.</param>
    /// <param name="normNumGroups">Groups of the normalizations.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="resblockUpdown">Whether residual blocks change the size, instead of convolutions.</param>
    /// <param name="numHeadChannels">Channels of each head, one number or one a size, of no meaning where there is no attention; 8 if null.</param>
    /// <param name="withConditioning">Whether attention looks at a context.</param>
    /// <param name="transformerNumLayers">Transformer blocks in each such attention.</param>
    /// <param name="crossAttentionDim">Channels of the context.</param>
    /// <param name="numClassEmbeds">Number of classes that images may be of; there are none if null.</param>
    /// <param name="upcastAttention">Whether attention to a context has float32 queries and keys whatever the input is.</param>
    /// <param name="conditioningEmbeddingInChannels">Channels of the image that controls.</param>
    /// <param name="conditioningEmbeddingNumChannels">Channels of the convolutions that bring it to the input's size: each but the first halves it; 16, 32, 96, 256 if null.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public ControlNet(
        int spatialDims, int inChannels, Values<int>? numResBlocks = null, Values<int>? channels = null,
        Values<bool>? attentionLevels = null, int normNumGroups = 32, double normEps = 1e-6, bool resblockUpdown = false,
        Values<int>? numHeadChannels = null, bool withConditioning = false, int transformerNumLayers = 1, int? crossAttentionDim = null,
        int? numClassEmbeds = null, bool upcastAttention = false,
        int conditioningEmbeddingInChannels = 1, Values<int>? conditioningEmbeddingNumChannels = null, bool includeFc = true, bool useCombinedLinear = false, bool useFlashAttention = false)
        : this(nameof(ControlNet), spatialDims, inChannels, new DiffusionPlan(
            nameof(ControlNet), spatialDims, numResBlocks, channels, attentionLevels, normNumGroups, normEps, resblockUpdown, numHeadChannels, withConditioning,
            transformerNumLayers, crossAttentionDim, numClassEmbeds, upcastAttention, 0, new(includeFc, useCombinedLinear, useFlashAttention)), conditioningEmbeddingInChannels, conditioningEmbeddingNumChannels)
    {
    }

    private protected ControlNet(
        string name, int spatialDims, int inChannels, DiffusionPlan plan, int conditioningEmbeddingInChannels, Values<int>? conditioningEmbeddingNumChannels)
        : base(name)
    {
        plan = plan with { CodeChannels = plan.TimeChannels };
        trunk = new(this, plan, inChannels);
        conditioning = this.Part("controlnet_cond_embedding", new ControlNetConditioningEmbedding(
            spatialDims, conditioningEmbeddingInChannels, plan.Channels[0], conditioningEmbeddingNumChannels ?? [16, 32, 96, 256]));
        // One for each of the features on the way down: the first convolution's, each residual block's, and those of half the size.
        var features = plan.Channels.SelectMany((count, level) => Enumerable.Repeat(count, plan.ResBlocks.Cyclic(level) + (level < plan.Channels.Count - 1 ? 1 : 0)));
        controlDown = this.Parts("controlnet_down_blocks", features
            .Select(count => (nn.Module<Tensor, Tensor>)InitialWeights.Zeroed(plan.Convolve(count, count, 1)))
            .Prepend(InitialWeights.Zeroed(Layers.Conv.Create(spatialDims, plan.Channels[0], plan.Channels[0], 1))));
        controlMiddle = this.Part("controlnet_mid_block", InitialWeights.Zeroed(plan.Convolve(plan.Channels[^1], plan.Channels[^1], 1)));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">The noisy image [B, C, spatial...].</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="controlnetCond">The image that controls [B, C', spatial'...], larger than <paramref name="x"/> as many times as the convolutions for it halve it.</param>
    /// <param name="conditioningScale">Weight of all that is added.</param>
    /// <param name="context">What attention looks at [B, N, C'].</param>
    /// <param name="classLabels">Classes [B], if the network was made for some.</param>
    /// <returns>What to add to the features on the way down, and at the smallest size.</returns>
    /// <exception cref="ArgumentException">A shape does not fit the network, or a condition is missing or unknown to it.</exception>
    public (IReadOnlyList<Tensor> DownBlockResiduals, Tensor MidBlockResidual) call(
        Tensor x, Tensor timesteps, Tensor controlnetCond, double conditioningScale = 1, Tensor? context = null, Tensor? classLabels = null)
    {
        using var scope = NewDisposeScope();
        var emb = trunk.Embed(x, timesteps, classLabels);
        var (begun, control) = (trunk.Begin(x), conditioning.call(controlnetCond));
        if (!begun.shape.AsSpan().SequenceEqual(control.shape))
        {
            throw new ArgumentException(
                $"{GetName()}: the input gives features of [{string.Join(", ", begun.shape)}], the image that controls, [{string.Join(", ", controlnetCond.shape)}], "
                + $"ones of [{string.Join(", ", control.shape)}]; they must agree. Change that image's size.",
                nameof(controlnetCond));
        }
        var states = trunk.Down(begun + control, emb, context);
        var middle = controlMiddle.call(trunk.Middle(states[^1], emb, context)) * conditioningScale;
        return (
            [.. states.Zip(controlDown, (state, layer) => (layer.call(state) * conditioningScale).MoveToOuterDisposeScope())], middle.MoveToOuterDisposeScope());
    }

    /// <summary>Loads weights that MONAI Generative made, or of today's names.</summary>
    /// <param name="oldStateDict">Weights by name.</param>
    /// <param name="verbose">Accepted for configurations' sake; what does not fit is in the error.</param>
    /// <exception cref="Weights.WeightsMismatchException">A weight is missing or has another shape; the network is unchanged.</exception>
    public void LoadOldStateDict(IReadOnlyDictionary<string, Tensor> oldStateDict, bool verbose = false) => FormerWeights.Load(this, oldStateDict, FormerWeights.OfDiffusion);
}
