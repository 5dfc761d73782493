using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Several <see cref="PatchDiscriminator"/>s, each deeper than the one before, that judge ever larger patches. Wang et al., High-resolution
/// image synthesis and semantic manipulation with conditional GANs (2018).
/// </summary>
public sealed class MultiScalePatchDiscriminator : MultiBlock
{
    private readonly PatchDiscriminator[] discriminators;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to scores and features of each discriminator.</summary>
    /// <param name="numD">Number of discriminators.</param>
    /// <param name="numLayersD">Layers of the first one; the second has twice as many, and so on.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="channels">Channels of the first layers; each further layer has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the scores.</param>
    /// <param name="kernelSize">Voxels under the kernels along each axis.</param>
    /// <param name="activation">The activation; leakyrelu with a slope of 0.2 if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="bias">Whether the inner layers add a number per channel.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="minimumSizeIm">Voxels along the shortest axis of the images to come.</param>
    /// <param name="lastConvKernelSize">Voxels under the last kernels.</param>
    /// <exception cref="ArgumentException">Images of that size would vanish, a number does not fit the axes, or a layer is unknown.</exception>
    public MultiScalePatchDiscriminator(
        int numD, int numLayersD, int spatialDims, int channels, int inChannels, int outChannels = 1, int kernelSize = 4, LayerSpec? activation = null,
        LayerSpec? norm = null, bool bias = false, LayerSpec? dropout = null, int minimumSizeIm = 256, int lastConvKernelSize = 1)
        : base(nameof(MultiScalePatchDiscriminator))
    {
        const string Me = nameof(MultiScalePatchDiscriminator);
        Dimensions.AtLeast(Me, nameof(numD), numD);
        Dimensions.AtLeast(Me, nameof(numLayersD), numLayersD);
        var deepest = numD * numLayersD;
        if (minimumSizeIm < Math.Pow(2, deepest))
        {
            throw new ArgumentException(
                $"{Me}: minimumSizeIm is {minimumSizeIm}, and the last of {numD} discriminators halves it {deepest} times; take fewer or shallower ones, or larger images.",
                nameof(minimumSizeIm));
        }
        discriminators = [.. Enumerable.Range(0, numD).Select(i => this.Part($"discriminator_{i}", new PatchDiscriminator(
            spatialDims, channels, inChannels, outChannels, numLayersD * (i + 1), kernelSize, activation, norm, bias, (kernelSize - 1) / 2, dropout, lastConvKernelSize)))];
    }

    /// <summary>Judges images.</summary>
    /// <returns>The scores of each discriminator, and what its layers before the last give.</returns>
    public (IReadOnlyList<Tensor> Scores, IReadOnlyList<IReadOnlyList<Tensor>> Features) call(Tensor i)
    {
        IReadOnlyList<Tensor>[] features = [.. discriminators.Select(discriminator => discriminator.call(i))];
        return ([.. features.Select(layers => layers[^1])], [.. features.Select(layers => layers.SkipLast(1).ToArray())]);
    }
}
