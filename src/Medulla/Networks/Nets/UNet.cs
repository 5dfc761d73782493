using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// U-Net of residual units: each level halves (or strides) the image on the way down, and joins the way up through a skip connection.
/// Kerfoot et al., Left-Ventricle Quantification Using Residual U-Net (2018), after Ronneberger et al. (2015). From
/// [B, inChannels, spatial...] to [B, outChannels, spatial...]; each spatial size must be divisible by the product of its strides.
/// </summary>
public sealed class UNet : Block
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly int spatialDims;
    private readonly int inChannels;

    /// <summary>Makes the network.</summary>
    /// <param name="spatialDims">Number of spatial axes: 1, 2 or 3.</param>
    /// <param name="inChannels">Channels of the image.</param>
    /// <param name="outChannels">Channels of the output, one for each class.</param>
    /// <param name="channels">Channels of each level, top first; at least two levels.</param>
    /// <param name="strides">Step from each level to the next, one for all axes or one for each; one fewer than levels, further ones are not used.</param>
    /// <param name="kernelSize">Kernel size on the way down, one for all axes or one for each; 3 if null.</param>
    /// <param name="upKernelSize">Kernel size of the transposed convolutions, one for all axes or one for each; 3 if null.</param>
    /// <param name="numResUnits">Convolutions of each residual unit; with 0, plain convolutions take the units' place.</param>
    /// <param name="act">Activation; prelu if null.</param>
    /// <param name="norm">Normalisation; instance if null.</param>
    /// <param name="dropout">Dropout, or its rate; none if null.</param>
    /// <param name="bias">Whether the convolutions add a bias.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N) after each convolution.</param>
    /// <exception cref="ArgumentException">Levels, strides or kernels do not fit each other.</exception>
    public UNet(
        int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<Values<int>> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, int numResUnits = 0, LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null,
        bool bias = true, string adnOrdering = "NDA")
        : base(nameof(UNet))
    {
        if (channels.Count < 2)
        {
            throw new ArgumentException($"UNet: channels is {channels}; at least two levels are expected.");
        }
        if (strides.Count < channels.Count - 1)
        {
            throw new ArgumentException($"UNet: strides is {strides}; {channels.Count} levels need {channels.Count - 1}.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(numResUnits);
        (this.spatialDims, this.inChannels) = (spatialDims, inChannels);
        model = Level(inChannels, outChannels, 0);
        RegisterComponents();

        nn.Module<Tensor, Tensor> Level(int from, int to, int level)
        {
            var isBottom = level == channels.Count - 2;
            var (here, below) = (channels[level], channels[level + 1]);
            var inner = isBottom ? Down(here, below, 1) : Level(here, here, level + 1);
            return nn.Sequential(
                Down(from, here, strides[level]), new SkipConnection(inner), Up(here + (isBottom ? below : here), to, strides[level], isTop: level == 0));
        }

        nn.Module<Tensor, Tensor> Down(int from, int to, Values<int> stride) => numResUnits > 0
            ? new ResidualUnit(spatialDims, from, to, stride, kernelSize, numResUnits, adnOrdering, act, norm, dropout, bias: bias)
            : new Convolution(spatialDims, from, to, stride, kernelSize, adnOrdering, act, norm, dropout, bias: bias);

        nn.Module<Tensor, Tensor> Up(int from, int to, Values<int> stride, bool isTop)
        {
            var enlarge = new Convolution(
                spatialDims, from, to, stride, upKernelSize, adnOrdering, act, norm, dropout, bias: bias,
                convOnly: isTop && numResUnits == 0, isTransposed: true);
            return numResUnits == 0 ? enlarge : nn.Sequential(enlarge, new ResidualUnit(
                spatialDims, to, to, kernelSize: kernelSize, subunits: 1, adnOrdering: adnOrdering, act: act, norm: norm, dropout: dropout, bias: bias,
                lastConvOnly: isTop));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var shape = input.shape;
        return shape.Length == spatialDims + 2 && shape[1] == inChannels ? model.call(input)
            : throw new ArgumentException($"UNet: the input is [{string.Join(", ", shape)}]; [B, {inChannels}] and {spatialDims} spatial axes are expected.");
    }
}
