using Medulla.Imaging;
using Medulla.Networks.Nets.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A <see cref="DiffusionModelUNet"/> that also knows which part of the body an image shows and how large its voxels are. Guo et al.,
/// MAISI: medical AI for synthetic imaging (2024). What a control network adds reaches the smallest size too, which the plain network's does not.
/// </summary>
public sealed class DiffusionModelUNetMaisi : MultiBlock, IDiffusionNetwork
{
    private readonly DiffusionTrunk trunk;
    private readonly DiffusionHead head;
    private readonly List<(string Argument, int Numbers, nn.Module<Tensor, Tensor> Code)> conditions = [];

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and time steps [B] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="numResBlocks">Residual blocks at each size, one number or one a size; 2 if null.</param>
    /// <param name="numChannels">Channels at each size, from the largest, multiples of the groups; 32, 64, 64, 64 if null.</param>
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
    /// <param name="dropoutCattn">Probability to drop values in attention to a context.</param>
    /// <param name="includeTopRegionIndexInput">Whether it is told the body region at the image's top, [B, 4].</param>
    /// <param name="includeBottomRegionIndexInput">Whether it is told the body region at the image's bottom, [B, 4].</param>
    /// <param name="includeSpacingInput">Whether it is told the voxels' size, [B, 3].</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public DiffusionModelUNetMaisi(
        int spatialDims, int inChannels, int outChannels, Values<int>? numResBlocks = null, Values<int>? numChannels = null,
        Values<bool>? attentionLevels = null, int normNumGroups = 32, double normEps = 1e-6, bool resblockUpdown = false,
        Values<int>? numHeadChannels = null, bool withConditioning = false, int transformerNumLayers = 1, int? crossAttentionDim = null,
        int? numClassEmbeds = null, bool upcastAttention = false,
        bool includeFc = false, bool useCombinedLinear = false, bool useFlashAttention = false, double dropoutCattn = 0,
        bool includeTopRegionIndexInput = false, bool includeBottomRegionIndexInput = false, bool includeSpacingInput = false)
        : base(nameof(DiffusionModelUNetMaisi))
    {
        var plan = new DiffusionPlan(
            nameof(DiffusionModelUNetMaisi), spatialDims, numResBlocks, numChannels, attentionLevels, normNumGroups, normEps, resblockUpdown, numHeadChannels, withConditioning,
            transformerNumLayers, crossAttentionDim, numClassEmbeds, upcastAttention, dropoutCattn, new(includeFc, useCombinedLinear, useFlashAttention));
        Condition(includeTopRegionIndexInput, "top_region_index_layer", "topRegionIndexTensor", 4);
        Condition(includeBottomRegionIndexInput, "bottom_region_index_layer", "bottomRegionIndexTensor", 4);
        Condition(includeSpacingInput, "spacing_layer", "spacingTensor", 3);
        plan = plan with { CodeChannels = plan.TimeChannels * (1 + conditions.Count) };
        trunk = new(this, plan, inChannels);
        head = new(this, plan, outChannels);

        void Condition(bool included, string name, string argument, int numbers)
        {
            if (included)
            {
                conditions.Add((argument, numbers, this.Part(name, plan.Code(numbers))));
            }
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">The noisy image [B, C, spatial...].</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="context">What attention looks at [B, N, C'].</param>
    /// <param name="classLabels">Classes [B], if the network was made for some.</param>
    /// <param name="downBlockAdditionalResiduals">What a control network adds to the features on the way down.</param>
    /// <param name="midBlockAdditionalResidual">What it adds at the smallest size.</param>
    /// <param name="topRegionIndexTensor">The body region at the top [B, 4], if the network is told.</param>
    /// <param name="bottomRegionIndexTensor">The body region at the bottom [B, 4], if the network is told.</param>
    /// <param name="spacingTensor">The voxels' size [B, 3], if the network is told.</param>
    /// <exception cref="ArgumentException">A shape does not fit the network, or a condition is missing or unknown to it.</exception>
    public Tensor call(
        Tensor x, Tensor timesteps, Tensor? context = null, Tensor? classLabels = null, IReadOnlyList<Tensor>? downBlockAdditionalResiduals = null,
        Tensor? midBlockAdditionalResidual = null, Tensor? topRegionIndexTensor = null, Tensor? bottomRegionIndexTensor = null, Tensor? spacingTensor = null)
    {
        using var scope = NewDisposeScope();
        var emb = cat([trunk.Embed(x, timesteps, classLabels), .. conditions.Select(one => Coded(one, one.Argument switch
        {
            "topRegionIndexTensor" => topRegionIndexTensor,
            "bottomRegionIndexTensor" => bottomRegionIndexTensor,
            _ => spacingTensor,
        }))], 1);
        var states = trunk.Controlled(trunk.Down(trunk.Begin(x), emb, context), downBlockAdditionalResiduals);
        var middle = trunk.Middle(states[^1], emb, context);
        middle = midBlockAdditionalResidual is null ? middle : middle + midBlockAdditionalResidual;
        return head.Up(middle, states, emb, context).MoveToOuterDisposeScope();
    }

    private static Tensor Coded((string Argument, int Numbers, nn.Module<Tensor, Tensor> Code) condition, Tensor? value)
        => value is { } given && given.dim() == 2 && given.shape[1] == condition.Numbers
            ? condition.Code.call(given)
            : throw new ArgumentException(
                $"DiffusionModelUNetMaisi: {condition.Argument} is {(value is null ? "null" : $"[{string.Join(", ", value.shape)}]")}; the network was made to be told [B, {condition.Numbers}].",
                condition.Argument);

    Tensor IDiffusionNetwork.Denoise(
        Tensor x, Tensor timesteps, Tensor? context, Tensor? seg, IReadOnlyList<Tensor>? downBlockAdditionalResiduals, Tensor? midBlockAdditionalResidual)
        => call(x, timesteps, context, null, downBlockAdditionalResiduals, midBlockAdditionalResidual);
}
