using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Several convolutions in a row, to whose output the input is added, through a convolution of its own where shapes differ.
/// Source: He et al., "Deep Residual Learning" (2016); Kerfoot et al., "Left-Ventricle Quantification Using Residual U-Net" (2019).
/// </summary>
public sealed class ResidualUnit : Block
{
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly nn.Module<Tensor, Tensor>? residual;

    /// <summary>The layers.</summary>
    /// <param name="spatialDims">1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step of the first convolution, along each axis or for all; 1 if null.</param>
    /// <param name="kernelSize">Size of the kernels, likewise; 3 if null.</param>
    /// <param name="subunits">Number of convolutions, at least 1.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N).</param>
    /// <param name="act">Activation; PReLU if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="norm">Normalisation; instance normalisation if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="dropout">Dropout; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="dilation">Distance of kernel elements; 1 if null.</param>
    /// <param name="bias">Whether the convolutions have a bias.</param>
    /// <param name="lastConvOnly">Whether the last convolution stands without normalisation, dropout and activation.</param>
    /// <param name="padding">Zeros around the input; if null, as many as keep the size at stride 1.</param>
    public ResidualUnit(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, int subunits = 2,
        string adnOrdering = "NDA", LayerSpec? act = null, LayerSpec? norm = null, DropoutSpec? dropout = null, int? dropoutDim = 1,
        Values<int>? dilation = null, bool bias = true, bool lastConvOnly = false, Values<int>? padding = null)
        : base(nameof(ResidualUnit))
    {
        var (kernel, stride) = (kernelSize ?? 3, strides ?? 1);
        var around = padding ?? Conv.SamePadding(kernel, dilation ?? 1);
        subunits = Math.Max(1, subunits);
        conv = nn.Sequential(Enumerable.Range(0, subunits).Select(unit => ($"unit{unit}", (nn.Module<Tensor, Tensor>)new Convolution(
            spatialDims, unit == 0 ? inChannels : outChannels, outChannels, unit == 0 ? stride : 1, kernel, adnOrdering, act, norm, dropout, dropoutDim,
            dilation, 1, bias, lastConvOnly && unit == subunits - 1, padding: around))));
        var strided = stride.Any(s => s != 1);
        if (strided || inChannels != outChannels)
        {
            residual = Conv.Create(spatialDims, inChannels, outChannels, strided ? kernel : 1, stride, strided ? around : 0, 1, 1, bias);
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv.call(x) + (residual?.call(x) ?? x);
}
