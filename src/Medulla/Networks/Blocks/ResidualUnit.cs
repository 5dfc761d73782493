using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Convolutions in a row, plus the input; where number of channels or size change, the input goes through a convolution of its own.
/// He et al., Deep Residual Learning for Image Recognition (2016).
/// </summary>
public sealed class ResidualUnit : Block
{
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly nn.Module<Tensor, Tensor> residual;

    /// <summary>Makes both paths.</summary>
    /// <param name="spatialDims">Number of spatial axes: 1, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step of the first convolution, one for all axes or one for each; 1 if null.</param>
    /// <param name="kernelSize">Kernel size, one for all axes or one for each; 3 if null.</param>
    /// <param name="subunits">Number of convolutions; at least 1.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N).</param>
    /// <param name="act">Activation; prelu if null.</param>
    /// <param name="norm">Normalisation; instance if null.</param>
    /// <param name="dropout">Dropout, or its rate; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="dilation">Distance of the kernels' elements; 1 if null.</param>
    /// <param name="bias">Whether the convolutions add a bias.</param>
    /// <param name="lastConvOnly">Whether the last convolution stands alone, without activation, dropout and normalisation.</param>
    /// <param name="padding">Zeros on both sides; as many as keep the size at step 1 if null.</param>
    /// <exception cref="ArgumentException">An argument does not fit the number of axes or channels.</exception>
    public ResidualUnit(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, int subunits = 2,
        string adnOrdering = "NDA", LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, int dropoutDim = 1,
        Values<int>? dilation = null, bool bias = true, bool lastConvOnly = false, Values<int>? padding = null)
        : base(nameof(ResidualUnit))
    {
        strides ??= 1;
        kernelSize ??= 3;
        padding ??= Conv.SamePadding(kernelSize, dilation ?? 1);
        var count = Check.Positive(subunits);
        conv = nn.Sequential([.. Enumerable.Range(0, count).Select(i => ($"unit{i}", (nn.Module<Tensor, Tensor>)new Convolution(
            spatialDims, i == 0 ? inChannels : outChannels, outChannels, i == 0 ? strides : 1, kernelSize, adnOrdering, act, norm, dropout, dropoutDim,
            dilation, bias: bias, convOnly: lastConvOnly && i == count - 1, padding: padding)))]);
        var keepsSize = strides.All(stride => stride == 1);
        residual = (keepsSize, inChannels == outChannels) switch
        {
            (true, true) => nn.Identity(),
            (true, false) => Conv.Create(spatialDims, inChannels, outChannels, kernelSize: 1, bias: bias),
            _ => Conv.Create(spatialDims, inChannels, outChannels, kernelSize, strides, padding, bias: bias),
        };
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => conv.call(input) + residual.call(input);
}
