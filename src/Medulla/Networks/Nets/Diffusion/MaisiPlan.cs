using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>The layers of MAISI's autoencoder: convolutions in slabs.</summary>
internal sealed record MaisiPlan : LatentPlan
{
    private readonly int numSplits, dimSplit;
    private readonly bool normFloat16;

    public MaisiPlan(
        int spatialDims, int inChannels, int outChannels, Values<int> numResBlocks, Values<int> numChannels, Values<bool> attentionLevels, int latentChannels,
        int normNumGroups, double normEps, AttentionForm attention, int numSplits, int dimSplit, bool normFloat16)
        : base(
            nameof(AutoencoderKlMaisi), spatialDims, inChannels, outChannels, numResBlocks, numChannels, attentionLevels, latentChannels, normNumGroups,
            normEps, attention)
    {
        if (spatialDims != 3)
        {
            throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{Owner}: spatialDims is {spatialDims}; 3 is expected. AutoencoderKL works on pictures.");
        }
        if (dimSplit is < 0 or > 2)
        {
            throw new ArgumentOutOfRangeException(nameof(dimSplit), dimSplit, $"{Owner}: dimSplit is {dimSplit}; an axis 0 to 2 is expected.");
        }
        (this.numSplits, this.dimSplit, this.normFloat16) = (Dimensions.AtLeast(Owner, nameof(numSplits), numSplits), dimSplit, normFloat16);
    }

    protected override nn.Module<Tensor, Tensor> Convolve(int from, int to) => InSlabs(new Convolution(3, from, to, convOnly: true));

    protected override nn.Module<Tensor, Tensor> Residual(int from, int to) => new MaisiResBlock(
        Normalize(from), Convolve(from, to), Normalize(to), Convolve(to, to),
        from == to ? nn.Identity() : InSlabs(new Convolution(3, from, to, kernelSize: 1, convOnly: true)));

    protected override nn.Module<Tensor, Tensor> Normalize(int channels) => new MaisiGroupNorm(Groups, channels, Eps, normFloat16);

    protected override nn.Module<Tensor, Tensor> Halve(int channels)
        => nn.Sequential(("pad", new PadEnd(3)), ("conv", InSlabs(new Convolution(3, channels, channels, 2, padding: 0, convOnly: true), stride: 2)));

    protected override nn.Module<Tensor, Tensor> Double(int channels) => UseConvTranspose
        ? nn.Sequential(("conv", InSlabs(new Convolution(3, channels, channels, 2, convOnly: true, isTransposed: true), scale: 2)))
        : nn.Sequential(("up", new Interpolate(3, null, [2, 2, 2])), ("conv", Convolve(channels, channels)));

    private SlabConvolution InSlabs(Convolution conv, int stride = 1, int scale = 1) => new(conv, numSplits, dimSplit + 2, stride, scale);
}
