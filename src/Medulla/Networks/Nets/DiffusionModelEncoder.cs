using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// The way down of a <see cref="DiffusionModelUNet"/> with a classifier at its end, which can guide a diffusion. Wolleb et al., Diffusion
/// models for medical anomaly detection (2022). The classifier takes 4096 features, so the image's size must fit the channels.
/// </summary>
public sealed class DiffusionModelEncoder : MultiBlock
{
    private const int Features = 4096;

    private readonly DiffusionTrunk trunk;
    private readonly nn.Module<Tensor, Tensor> output;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and time steps [B] to scores [B, <paramref name="outChannels"/>].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Number of scores.</param>
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
    /// <param name="includeFc">Whether a projection follows attention.</param>
    /// <param name="useCombinedLinear">Whether queries, keys and values come from one projection.</param>
    /// <param name="useFlashAttention">Accepted for configurations' sake; the result is the same.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public DiffusionModelEncoder(
        int spatialDims, int inChannels, int outChannels, Values<int>? numResBlocks = null, Values<int>? channels = null,
        Values<bool>? attentionLevels = null, int normNumGroups = 32, double normEps = 1e-6, bool resblockUpdown = false,
        Values<int>? numHeadChannels = null, bool withConditioning = false, int transformerNumLayers = 1, int? crossAttentionDim = null,
        int? numClassEmbeds = null, bool upcastAttention = false,
        bool includeFc = true, bool useCombinedLinear = false, bool useFlashAttention = false)
        : base(nameof(DiffusionModelEncoder))
    {
        var plan = new DiffusionPlan(
            nameof(DiffusionModelEncoder), spatialDims, numResBlocks, channels, attentionLevels, normNumGroups, normEps, resblockUpdown, numHeadChannels, withConditioning,
            transformerNumLayers, crossAttentionDim, numClassEmbeds, upcastAttention, 0, new(includeFc, useCombinedLinear, useFlashAttention));
        trunk = new(this, plan with { CodeChannels = plan.TimeChannels }, inChannels, isEncoder: true);
        output = this.Part("out", ModuleParts.Sequence(nn.Linear(Features, 512), nn.ReLU(), nn.Dropout(0.1), nn.Linear(512, outChannels)));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">The noisy image [B, C, spatial...].</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="context">What attention looks at [B, N, C'].</param>
    /// <param name="classLabels">Classes [B], if the network was made for some.</param>
    /// <exception cref="ArgumentException">A shape does not fit the network, or a condition is missing or unknown to it.</exception>
    public Tensor call(Tensor x, Tensor timesteps, Tensor? context = null, Tensor? classLabels = null)
    {
        using var scope = NewDisposeScope();
        var features = trunk.Down(trunk.Begin(x), trunk.Embed(x, timesteps, classLabels), context)[^1];
        return features.numel() == Features * features.shape[0]
            ? output.call(features.flatten(1)).MoveToOuterDisposeScope()
            : throw new ArgumentException(
                $"DiffusionModelEncoder: images of [{string.Join(", ", x.shape)}] give features of [{string.Join(", ", features.shape)}]; {Features} features an image are expected. Change the image's size.");
    }
}
