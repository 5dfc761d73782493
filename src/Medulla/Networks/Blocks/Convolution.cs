using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>A convolution, or a transposed one, followed by normalization, dropout and activation.</summary>
public sealed class Convolution : Chain
{
    /// <summary>A convolution, [B, C, spatial...] to [B, C', spatial'...], and what follows it.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step between output voxels, or the enlargement if transposed; 1 if null.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis; 3 if null.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalization (N).</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels; <paramref name="spatialDims"/> if null.</param>
    /// <param name="dilation">Step between kernel elements; 1 if null.</param>
    /// <param name="groups">Groups of channels that see only themselves.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="convOnly">Whether nothing follows the convolution.</param>
    /// <param name="isTransposed">Whether the convolution is transposed.</param>
    /// <param name="padding">Zeros added on each side; what keeps the size at a stride of 1 if null.</param>
    /// <param name="outputPadding">Voxels added at the end if transposed; the stride less 1 if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes, or a layer is unknown.</exception>
    public Convolution(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, string adnOrdering = "NDA",
        LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, int? dropoutDim = 1, Values<int>? dilation = null, int groups = 1,
        bool bias = true, bool convOnly = false, bool isTransposed = false, Values<int>? padding = null, Values<int>? outputPadding = null)
        : base(nameof(Convolution))
    {
        strides ??= 1;
        kernelSize ??= 3;
        padding ??= Conv.SamePadding(kernelSize, dilation);
        outputPadding ??= Values.From(strides.Select(stride => stride - 1));
        Append("conv", isTransposed
            ? Conv.CreateTransposed(spatialDims, inChannels, outChannels, kernelSize, strides, padding, outputPadding, dilation, groups, bias)
            : Conv.Create(spatialDims, inChannels, outChannels, kernelSize, strides, padding, dilation, groups, bias));
        act ??= "prelu";
        norm ??= "instance";
        dropout ??= LayerSpec.None;
        if (!convOnly && !(act.IsNone && norm.IsNone && dropout.IsNone))
        {
            Append("adn", new ADN(adnOrdering, outChannels, act, norm, spatialDims, dropout, dropoutDim));
        }
    }
}
