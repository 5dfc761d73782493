using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The numbers that all parts of a diffusion network are made from, checked.</summary>
internal sealed record DiffusionPlan
{
    public DiffusionPlan(
        string owner, int spatialDims, Values<int>? numResBlocks, Values<int>? channels, Values<bool>? attentionLevels, int normNumGroups, double normEps,
        bool resblockUpdown, Values<int>? numHeadChannels, bool withConditioning, int transformerNumLayers, int? crossAttentionDim, int? numClassEmbeds,
        bool upcastAttention, double dropoutCattn, AttentionForm attention)
    {
        (Owner, SpatialDims, Channels) = (owner, Dimensions.Checked(owner, spatialDims), channels ?? [32, 64, 64, 64]);
        ResBlocks = numResBlocks ?? 2;
        Attention = attentionLevels ?? [false, false, true, true];
        HeadChannels = numHeadChannels ?? 8;
        (Groups, Eps, ResblockUpdown, WithConditioning) = (Dimensions.AtLeast(owner, nameof(normNumGroups), normNumGroups), normEps, resblockUpdown, withConditioning);
        (TransformerLayers, CrossAttentionDim, ClassEmbeds) = (transformerNumLayers, crossAttentionDim, numClassEmbeds);
        (Upcast, Dropout, Form) = (upcastAttention, dropoutCattn, attention);

        if (withConditioning != crossAttentionDim is not null)
        {
            throw new ArgumentException(
                $"{owner}: withConditioning is {withConditioning} and crossAttentionDim {crossAttentionDim?.ToString() ?? "null"}; both or neither are expected.",
                nameof(crossAttentionDim));
        }
        if (dropoutCattn is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(dropoutCattn), dropoutCattn, $"{owner}: dropoutCattn is {dropoutCattn}; a probability in [0, 1] is expected.");
        }
        if (Channels.Count == 0 || Channels.Any(count => count < 1 || count % normNumGroups != 0))
        {
            throw new ArgumentException($"{owner}: channels is {Channels}; multiples of normNumGroups, {normNumGroups}, are expected.", nameof(channels));
        }
        PerLevel(Attention.Count == Channels.Count, nameof(attentionLevels), Attention);
        PerLevel(ResBlocks.Count == 1 || ResBlocks.Count == Channels.Count, nameof(numResBlocks), ResBlocks);
        PerLevel(HeadChannels.Count == 1 || HeadChannels.Count == Channels.Count, nameof(numHeadChannels), HeadChannels);

        void PerLevel<T>(bool fits, string name, Values<T> values)
        {
            if (!fits)
            {
                throw new ArgumentException($"{owner}: {name} is {values} and channels {Channels}; one value for each number of channels is expected.", name);
            }
        }
    }

    public string Owner { get; }

    public int SpatialDims { get; }

    /// <summary>Channels at each size, from the largest.</summary>
    public Values<int> Channels { get; }

    public Values<int> ResBlocks { get; }

    public Values<bool> Attention { get; }

    public Values<int> HeadChannels { get; }

    public int Groups { get; }

    public double Eps { get; }

    public bool ResblockUpdown { get; }

    public bool WithConditioning { get; }

    public int TransformerLayers { get; }

    public int? CrossAttentionDim { get; }

    public int? ClassEmbeds { get; }

    public bool Upcast { get; }

    public double Dropout { get; }

    public AttentionForm Form { get; init; }

    /// <summary>Numbers in the code of the time step.</summary>
    public int TimeChannels => 4 * Channels[0];

    /// <summary>Numbers in the code that residual blocks take: that of the time step, and of what else conditions the network.</summary>
    public int CodeChannels { get; init; }

    /// <summary>Attention among voxels, or to a context if there is one.</summary>
    public nn.Module AttentionOf(int channels, int level)
    {
        var head = HeadChannels.Cyclic(level);
        if (head < 1 || head > channels)
        {
            throw new ArgumentException($"{Owner}: numHeadChannels is {HeadChannels}; where there is attention, 1 to {channels} channels a head are expected.", nameof(level));
        }
        return WithConditioning
            ? new SpatialTransformer(
                SpatialDims, channels, channels / head, head, TransformerLayers, Dropout, Groups, Eps, CrossAttentionDim, Upcast, Form.IncludeFc,
                Form.UseCombinedLinear, Form.UseFlashAttention)
            : new SpatialAttentionBlock(
                SpatialDims, channels, head, Groups, Eps, null, Form.IncludeFc, Form.UseCombinedLinear, Form.UseFlashAttention);
    }

    public DiffusionUNetResnetBlock Residual(int from, int to, DiffusionResampling resampling = DiffusionResampling.None, int? labelNc = null, int spadeChannels = 128)
        => new(SpatialDims, from, CodeChannels, to, resampling, Groups, Eps, labelNc, spadeChannels);

    public Convolution Convolve(int from, int to, int kernelSize = 3, int stride = 1)
        => new(SpatialDims, from, to, stride, kernelSize, convOnly: true);

    /// <summary>Two linear layers with SiLU between them.</summary>
    public nn.Module<Tensor, Tensor> Code(int inputs) => ModuleParts.Sequence(nn.Linear(inputs, TimeChannels), nn.SiLU(), nn.Linear(TimeChannels, TimeChannels));

    /// <summary>Runs a part that <see cref="AttentionOf"/> made.</summary>
    public static Tensor Attend(nn.Module attention, Tensor x, Tensor? context)
        => attention is SpatialTransformer transformer ? transformer.call(x, context) : ((SpatialAttentionBlock)attention).call(x);
}
