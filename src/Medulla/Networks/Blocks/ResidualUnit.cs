using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Convolutions whose output is added to their input, which itself passes a convolution where sizes or channels change.
/// He et al., Identity mappings in deep residual networks (2016).
/// </summary>
public sealed class ResidualUnit : Block
{
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly nn.Module<Tensor, Tensor> residual;

    /// <summary>A residual unit, [B, C, spatial...] to [B, C', spatial'...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step between output voxels, taken by the first convolution; 1 if null.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis; 3 if null.</param>
    /// <param name="subunits">Number of convolutions; below 1 counts as 1.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalization (N).</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels; <paramref name="spatialDims"/> if null.</param>
    /// <param name="dilation">Step between kernel elements; 1 if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="lastConvOnly">Whether nothing follows the last convolution.</param>
    /// <param name="padding">Zeros added on each side; what keeps the size at a stride of 1 if null or the single number 0.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes, or a layer is unknown.</exception>
    public ResidualUnit(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, int subunits = 2,
        string adnOrdering = "NDA", LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, int? dropoutDim = 1,
        Values<int>? dilation = null, bool bias = true, bool lastConvOnly = false, Values<int>? padding = null)
        : base(nameof(ResidualUnit))
    {
        strides ??= 1;
        kernelSize ??= 3;
        padding = padding is null or [0] ? Conv.SamePadding(kernelSize, dilation) : padding;
        subunits = Math.Max(1, subunits);
        conv = this.Part("conv", nn.Sequential(Enumerable.Range(0, subunits).Select(i => ($"unit{i}", (nn.Module<Tensor, Tensor>)new Convolution(
            spatialDims, i == 0 ? inChannels : outChannels, outChannels, i == 0 ? strides : 1, kernelSize, adnOrdering, act, norm, dropout, dropoutDim,
            dilation, bias: bias, convOnly: lastConvOnly && i == subunits - 1, padding: padding)))));
        var resized = strides.Any(stride => stride != 1);
        residual = this.Part("residual", resized ? Conv.Create(spatialDims, inChannels, outChannels, kernelSize, strides, padding, bias: bias)
            : inChannels != outChannels ? Conv.Create(spatialDims, inChannels, outChannels, 1, bias: bias)
            : nn.Identity());
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv.call(x) + residual.call(x);
}
