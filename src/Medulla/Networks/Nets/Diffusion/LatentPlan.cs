using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The numbers that encoder and decoder of a latent autoencoder are made from, checked, and the layers they are made of.</summary>
internal record LatentPlan
{
    public LatentPlan(
        string owner, int spatialDims, int inChannels, int outChannels, Values<int>? numResBlocks, Values<int>? channels, Values<bool>? attentionLevels,
        int latentChannels, int normNumGroups, double normEps, AttentionForm attention)
    {
        (Owner, SpatialDims, Channels) = (owner, Dimensions.Checked(owner, spatialDims), channels ?? [32, 64, 64, 64]);
        InChannels = Dimensions.AtLeast(owner, nameof(inChannels), inChannels);
        OutChannels = Dimensions.AtLeast(owner, nameof(outChannels), outChannels);
        LatentChannels = Dimensions.AtLeast(owner, nameof(latentChannels), latentChannels);
        (ResBlocks, Attention) = (numResBlocks ?? 2, attentionLevels ?? [false, false, true, true]);
        (Groups, Eps, Form) = (Dimensions.AtLeast(owner, nameof(normNumGroups), normNumGroups), normEps, attention);
        if (Channels.Count == 0 || Channels.Any(count => count < 1 || count % normNumGroups != 0))
        {
            throw new ArgumentException($"{owner}: channels is {Channels}; multiples of normNumGroups, {normNumGroups}, are expected.", nameof(channels));
        }
        if (Attention.Count != Channels.Count)
        {
            throw new ArgumentException($"{owner}: attentionLevels is {Attention} and channels {Channels}; as many of one as of the other are expected.", nameof(attentionLevels));
        }
        if (ResBlocks.Count != 1 && ResBlocks.Count != Channels.Count)
        {
            throw new ArgumentException($"{owner}: numResBlocks is {ResBlocks} and channels {Channels}; one number, or as many as channels, are expected.", nameof(numResBlocks));
        }
    }

    public string Owner { get; }

    public int SpatialDims { get; }

    public int InChannels { get; }

    public int OutChannels { get; }

    public int LatentChannels { get; }

    /// <summary>Channels at each size, from the largest.</summary>
    public Values<int> Channels { get; }

    public Values<int> ResBlocks { get; }

    public Values<bool> Attention { get; }

    public int Groups { get; }

    public double Eps { get; }

    public AttentionForm Form { get; }

    /// <summary>Whether transposed convolutions enlarge the image, instead of interpolation and a convolution.</summary>
    public bool UseConvTranspose { get; init; }

    /// <summary>The encoder: [B, C, spatial...] to [B, latent, spatial'...].</summary>
    public nn.Module<Tensor, Tensor> Encoder(bool withNonlocalAttn)
    {
        return nn.Sequential(("blocks", ModuleParts.Sequence(Blocks())));

        IEnumerable<nn.Module<Tensor, Tensor>> Blocks()
        {
            yield return Convolve(InChannels, Channels[0]);
            for (var level = 0; level < Channels.Count; level++)
            {
                var (from, to) = (Channels[Math.Max(level - 1, 0)], Channels[level]);
                for (var i = 0; i < ResBlocks.Cyclic(level); i++)
                {
                    yield return Residual(i == 0 ? from : to, to);
                    if (Attention[level])
                    {
                        yield return Attend(to);
                    }
                }
                if (level < Channels.Count - 1)
                {
                    yield return Halve(to);
                }
            }
            if (withNonlocalAttn)
            {
                yield return new AEKLResBlock(SpatialDims, Channels[^1], Groups, Eps);
                yield return Attend(Channels[^1]);
                yield return new AEKLResBlock(SpatialDims, Channels[^1], Groups, Eps);
            }
            yield return Normalize(Channels[^1]);
            yield return Convolve(Channels[^1], LatentChannels);
        }
    }

    /// <summary>The decoder: [B, latent, spatial'...] to [B, C, spatial...].</summary>
    public nn.Module<Tensor, Tensor> Decoder(bool withNonlocalAttn)
        => nn.Sequential(("blocks", ModuleParts.Sequence(
            DecoderBlocks(withNonlocalAttn, Residual, (from, to) => new AEKLResBlock(SpatialDims, from, Groups, Eps, to)).Cast<nn.Module<Tensor, Tensor>>())));

    /// <summary>The decoder's blocks.</summary>
    /// <param name="withNonlocalAttn">Whether there is attention at the smallest size in any case.</param>
    /// <param name="residual">Makes a residual block of the numbers of channels it takes and gives.</param>
    /// <param name="middle">The same, around that attention.</param>
    public IEnumerable<nn.Module> DecoderBlocks(bool withNonlocalAttn, Func<int, int, nn.Module> residual, Func<int, int, nn.Module> middle)
    {
        yield return Convolve(LatentChannels, Channels[^1]);
        if (withNonlocalAttn)
        {
            yield return middle(Channels[^1], Channels[^1]);
            yield return Attend(Channels[^1]);
            yield return middle(Channels[^1], Channels[^1]);
        }
        for (var level = Channels.Count - 1; level >= 0; level--)
        {
            var (from, to) = (Channels[Math.Min(level + 1, Channels.Count - 1)], Channels[level]);
            for (var i = 0; i < ResBlocks.Cyclic(level); i++)
            {
                yield return residual(i == 0 ? from : to, to);
                if (Attention[level])
                {
                    yield return Attend(to);
                }
            }
            if (level > 0)
            {
                yield return Double(to);
            }
        }
        yield return Normalize(Channels[0]);
        yield return Convolve(Channels[0], OutChannels);
    }

    protected virtual nn.Module<Tensor, Tensor> Convolve(int from, int to) => new Convolution(SpatialDims, from, to, convOnly: true);

    protected virtual nn.Module<Tensor, Tensor> Residual(int from, int to) => new AEKLResBlock(SpatialDims, from, Groups, Eps, to);

    protected virtual nn.Module<Tensor, Tensor> Normalize(int channels) => Norm.Create(SpatialAttentionBlock.GroupNorm(Groups, Eps), SpatialDims, channels);

    protected virtual nn.Module<Tensor, Tensor> Halve(int channels) => nn.Sequential(
        ("pad", new PadEnd(SpatialDims)), ("conv", new Convolution(SpatialDims, channels, channels, 2, padding: 0, convOnly: true)));

    protected virtual nn.Module<Tensor, Tensor> Double(int channels) => UseConvTranspose
        ? new UpSample(SpatialDims, channels, channels)
        : new UpSample(
            SpatialDims, channels, channels, 2, mode: Upsampling.NonTrainable, postConv: Convolve(channels, channels), interpMode: InterpolateMode.Nearest,
            alignCorners: null);

    private SpatialAttentionBlock Attend(int channels)
        => new(SpatialDims, channels, null, Groups, Eps, null, Form.IncludeFc, Form.UseCombinedLinear, Form.UseFlashAttention);
}
