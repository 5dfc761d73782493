using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Convolutions that see the same features at several distances, side by side, mixed by one of single voxels: atrous spatial pyramid
/// pooling. Chen et al., Rethinking atrous convolution for semantic image segmentation (2017).
/// </summary>
public sealed class SimpleASPP : Block
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> convs;
    private readonly nn.Module<Tensor, Tensor> mix;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, convolutions * <paramref name="convOutChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="convOutChannels">Channels that each convolution gives.</param>
    /// <param name="kernelSizes">Voxels under the kernel of each convolution, along each axis; 1, 3, 3, 3 if null.</param>
    /// <param name="dilations">Step between kernel elements of each; 1, 2, 4, 6 if null.</param>
    /// <param name="normType">The normalization at the end; batch if null.</param>
    /// <param name="actiType">The activation at the end; leakyrelu if null.</param>
    /// <param name="bias">Whether the mixing convolution adds a number per channel.</param>
    /// <exception cref="ArgumentException">There are not as many dilations as kernels, a number is too small, or a layer is unknown.</exception>
    public SimpleASPP(
        int spatialDims, int inChannels, int convOutChannels, Values<int>? kernelSizes = null, Values<int>? dilations = null, LayerSpec? normType = null,
        LayerSpec? actiType = null, bool bias = false)
        : base(nameof(SimpleASPP))
    {
        var (kernels, steps) = (kernelSizes ?? [1, 3, 3, 3], dilations ?? [1, 2, 4, 6]);
        if (kernels.Count != steps.Count)
        {
            throw new ArgumentException($"{nameof(SimpleASPP)}: kernelSizes is {kernels} and dilations {steps}; as many of one as of the other are expected.", nameof(dilations));
        }
        convs = this.Parts("convs", kernels.Zip(steps, (kernel, step) => Conv.Create(
            spatialDims, inChannels, convOutChannels, kernel, padding: Conv.SamePadding(kernel, step), dilation: step)));
        var joined = kernels.Count * convOutChannels;
        mix = this.Part("conv_k1", new Convolution(spatialDims, joined, joined, kernelSize: 1, act: actiType ?? "leakyrelu", norm: normType ?? "batch", bias: bias));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => mix.call(cat([.. convs.Select(conv => conv.call(x))], 1));
}
