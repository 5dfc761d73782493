using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Tells real images from generated ones patch by patch: each voxel of the output judges the patch it sees. Isola et al.,
/// Image-to-image translation with conditional adversarial networks (2017).
/// </summary>
public sealed class PatchDiscriminator : MultiBlock
{
    private readonly List<nn.Module<Tensor, Tensor>> layers = [];

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to the features of each layer, the scores last.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="channels">Channels of the first layer; each further one has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the scores.</param>
    /// <param name="numLayersD">Layers between the first and the last; each but the last of them halves the image.</param>
    /// <param name="kernelSize">Voxels under the kernels along each axis.</param>
    /// <param name="activation">The activation; leakyrelu with a slope of 0.2 if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="bias">Whether the inner layers add a number per channel.</param>
    /// <param name="padding">Zeros added on each side; 1 if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="lastConvKernelSize">Voxels under the last kernel; <paramref name="kernelSize"/> if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes, or a layer is unknown.</exception>
    public PatchDiscriminator(
        int spatialDims, int channels, int inChannels, int outChannels = 1, int numLayersD = 3, int kernelSize = 4, LayerSpec? activation = null,
        LayerSpec? norm = null, bool bias = false, Values<int>? padding = null, LayerSpec? dropout = null, int? lastConvKernelSize = null)
        : base(nameof(PatchDiscriminator))
    {
        Dimensions.AtLeast(nameof(PatchDiscriminator), nameof(channels), channels);
        Dimensions.AtLeast(nameof(PatchDiscriminator), nameof(numLayersD), numLayersD, least: 0);
        activation ??= ("leakyrelu", new() { ["negative_slope"] = 0.2 });
        padding ??= 1;
        Add("initial_conv", new Convolution(
            spatialDims, inChannels, channels, 2, kernelSize, act: activation, norm: LayerSpec.None, dropout: dropout, padding: padding));
        for (var i = 0; i < numLayersD; i++)
        {
            Add($"{i}", new Convolution(
                spatialDims, channels << i, channels << (i + 1), i == numLayersD - 1 ? 1 : 2, kernelSize, act: activation, norm: norm ?? "batch",
                dropout: dropout, bias: bias, padding: padding));
        }
        var last = lastConvKernelSize ?? kernelSize;
        Add("final_conv", new Convolution(spatialDims, channels << numLayersD, outChannels, 1, last, convOnly: true, padding: (last - 1) / 2));
        InitialWeights.Normal(this);

        void Add(string name, Convolution layer) => layers.Add(this.Part(name, layer));
    }

    /// <summary>Judges images.</summary>
    /// <returns>What each layer gives; the last are the scores.</returns>
    public IReadOnlyList<Tensor> call(Tensor x)
    {
        List<Tensor> features = [];
        foreach (var layer in layers)
        {
            features.Add(layer.call(features.Count == 0 ? x : features[^1]));
        }
        return features;
    }
}
