using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A U-Net with strided and transposed convolutions, with or without residual units.
/// Sources: Ronneberger et al., "U-Net" (2015); Kerfoot et al., "Left-Ventricle Quantification Using Residual U-Net" (2019).
/// </summary>
/// <remarks>Input [B, inChannels, spatial...], each spatial size divisible by the product of the strides; output [B, outChannels, spatial...].</remarks>
public sealed class UNet : Block
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly Shape shape;

    /// <summary>The network.</summary>
    /// <param name="spatialDims">1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="channels">Channels of each level, from the top; at least two levels.</param>
    /// <param name="strides">Step between levels: one number fewer than levels.</param>
    /// <param name="kernelSize">Size of the kernels on the way down, along each axis or for all; 3 if null.</param>
    /// <param name="upKernelSize">Size of the kernels on the way up, likewise; 3 if null.</param>
    /// <param name="numResUnits">Convolutions of each residual unit; 0 for plain convolutions.</param>
    /// <param name="act">Activation; PReLU if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="norm">Normalisation; instance normalisation if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="dropout">Probability of dropout.</param>
    /// <param name="bias">Whether the convolutions have a bias.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N).</param>
    /// <exception cref="ArgumentException">The numbers of channels and strides, or the kernels, do not fit together.</exception>
    public UNet(
        int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, int numResUnits = 0, LayerSpec? act = null, LayerSpec? norm = null, double dropout = 0, bool bias = true,
        string adnOrdering = "NDA")
        : base(nameof(UNet))
    {
        if (channels.Count < 2)
        {
            throw new ArgumentException($"UNet: channels is {channels}; at least two levels are needed.");
        }
        if (strides.Count < channels.Count - 1)
        {
            throw new ArgumentException($"UNet: strides is {strides}; {channels.Count} levels of channels take {channels.Count - 1} strides.");
        }
        foreach (var kernel in new[] { kernelSize, upKernelSize }.OfType<Values<int>>().Where(k => k.Count > 1 && k.Count != spatialDims))
        {
            throw new ArgumentException($"UNet: a kernel size is {kernel}; one number or {spatialDims} are expected.");
        }
        shape = new(spatialDims, kernelSize ?? 3, upKernelSize ?? 3, numResUnits, act, norm, dropout, bias, adnOrdering);
        model = Level(inChannels, outChannels, channels.Span, strides.Span, isTop: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => model.call(x);

    /// <summary>One level: down, everything below with a connection around it, up.</summary>
    private nn.Module<Tensor, Tensor> Level(int inChannels, int outChannels, ReadOnlySpan<int> channels, ReadOnlySpan<int> strides, bool isTop)
    {
        var (own, below) = (channels[0], channels[1]);
        var inner = channels.Length > 2 ? Level(own, own, channels[1..], strides[1..], isTop: false) : Down(own, below, 1);
        var joined = channels.Length > 2 ? own * 2 : own + below;
        return nn.Sequential(Down(inChannels, own, strides[0]), new SkipConnection(inner), Up(joined, outChannels, strides[0], isTop));
    }

    private nn.Module<Tensor, Tensor> Down(int inChannels, int outChannels, int stride) => shape.NumResUnits > 0
        ? new ResidualUnit(shape.Dims, inChannels, outChannels, stride, shape.Kernel, shape.NumResUnits, shape.Ordering, shape.Act, shape.Norm, shape.Dropout, bias: shape.Bias)
        : new Convolution(shape.Dims, inChannels, outChannels, stride, shape.Kernel, shape.Ordering, shape.Act, shape.Norm, shape.Dropout, bias: shape.Bias);

    private nn.Module<Tensor, Tensor> Up(int inChannels, int outChannels, int stride, bool isTop)
    {
        var conv = new Convolution(
            shape.Dims, inChannels, outChannels, stride, shape.UpKernel, shape.Ordering, shape.Act, shape.Norm, shape.Dropout, bias: shape.Bias,
            convOnly: isTop && shape.NumResUnits == 0, isTransposed: true);
        return shape.NumResUnits == 0 ? conv : nn.Sequential(conv, new ResidualUnit(
            shape.Dims, outChannels, outChannels, 1, shape.Kernel, 1, shape.Ordering, shape.Act, shape.Norm, shape.Dropout, bias: shape.Bias, lastConvOnly: isTop));
    }

    /// <summary>What all levels share.</summary>
    private sealed record Shape(
        int Dims, Values<int> Kernel, Values<int> UpKernel, int NumResUnits, LayerSpec? Act, LayerSpec? Norm, double Dropout, bool Bias, string Ordering);
}
