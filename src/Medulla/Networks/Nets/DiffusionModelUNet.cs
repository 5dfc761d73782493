using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A U-Net that tells the noise in an image at a time step of a diffusion. Rombach et al., High-resolution image synthesis with latent
/// diffusion models (2022); Pinaya et al., Brain imaging generation with latent diffusion models (2022).
/// </summary>
public sealed class DiffusionModelUNet : MultiBlock, IDiffusionNetwork
{
    private readonly DiffusionTrunk trunk;
    private readonly DiffusionHead head;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and time steps [B] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
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
    /// <param name="dropoutCattn">Probability to drop values in attention to a context.</param>
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public DiffusionModelUNet(
        int spatialDims, int inChannels, int outChannels, Values<int>? numResBlocks = null, Values<int>? channels = null,
        Values<bool>? attentionLevels = null, int normNumGroups = 32, double normEps = 1e-6, bool resblockUpdown = false,
        Values<int>? numHeadChannels = null, bool withConditioning = false, int transformerNumLayers = 1, int? crossAttentionDim = null,
        int? numClassEmbeds = null, bool upcastAttention = false, double dropoutCattn = 0,
        bool includeFc = true, bool useCombinedLinear = false, bool useFlashAttention = false)
        : base(nameof(DiffusionModelUNet))
    {
        var plan = new DiffusionPlan(
            nameof(DiffusionModelUNet), spatialDims, numResBlocks, channels, attentionLevels, normNumGroups, normEps, resblockUpdown, numHeadChannels, withConditioning,
            transformerNumLayers, crossAttentionDim, numClassEmbeds, upcastAttention, dropoutCattn, new(includeFc, useCombinedLinear, useFlashAttention));
        plan = plan with { CodeChannels = plan.TimeChannels };
        trunk = new(this, plan, inChannels);
        head = new(this, plan, outChannels);
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">The noisy image [B, C, spatial...].</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="context">What attention looks at [B, N, C'].</param>
    /// <param name="classLabels">Classes [B], if the network was made for some.</param>
    /// <param name="downBlockAdditionalResiduals">What a control network adds to the features on the way down.</param>
    /// <param name="midBlockAdditionalResidual">What it adds at the smallest size.</param>
    /// <exception cref="ArgumentException">A shape does not fit the network, or a condition is missing or unknown to it.</exception>
    public Tensor call(
        Tensor x, Tensor timesteps, Tensor? context = null, Tensor? classLabels = null, IReadOnlyList<Tensor>? downBlockAdditionalResiduals = null,
        Tensor? midBlockAdditionalResidual = null)
    {
        using var scope = NewDisposeScope();
        var emb = trunk.Embed(x, timesteps, classLabels);
        var states = trunk.Down(trunk.Begin(x), emb, context);
        var middle = trunk.Middle(states[^1], emb, context);
        middle = midBlockAdditionalResidual is null ? middle : middle + midBlockAdditionalResidual;
        return head.Up(middle, trunk.Controlled(states, downBlockAdditionalResiduals), emb, context).MoveToOuterDisposeScope();
    }

    Tensor IDiffusionNetwork.Denoise(
        Tensor x, Tensor timesteps, Tensor? context, Tensor? seg, IReadOnlyList<Tensor>? downBlockAdditionalResiduals, Tensor? midBlockAdditionalResidual)
        => call(x, timesteps, context, null, downBlockAdditionalResiduals, midBlockAdditionalResidual);

    /// <summary>Loads weights that MONAI Generative made, or of today's names.</summary>
    /// <param name="oldStateDict">Weights by name.</param>
    /// <param name="verbose">Accepted for configurations' sake; what does not fit is in the error.</param>
    /// <exception cref="Weights.WeightsMismatchException">A weight is missing or has another shape; the network is unchanged.</exception>
    public void LoadOldStateDict(IReadOnlyDictionary<string, Tensor> oldStateDict, bool verbose = false) => FormerWeights.Load(this, oldStateDict, FormerWeights.OfDiffusion);
}
