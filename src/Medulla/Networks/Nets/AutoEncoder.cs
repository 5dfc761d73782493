using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Convolutions that shrink the image step by step and their mirror image that restores its size, with nothing passed across.</summary>
public sealed class AutoEncoder : Block
{
    private readonly AutoEncoderBody body;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="channels">Channels at each size of the image, from the largest.</param>
    /// <param name="strides">How many times smaller each step makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="upKernelSize">The same for the transposed convolutions; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each residual unit; plain convolutions if 0.</param>
    /// <param name="interChannels">Channels of layers between encoder and decoder; there are none if null.</param>
    /// <param name="interDilations">Step between kernel elements of each of these; 1 if null.</param>
    /// <param name="numInterUnits">Convolutions in each residual unit of these; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="padding">Zeros added on each side; what keeps the size at a stride of 1 if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public AutoEncoder(
        int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, int numResUnits = 0, Values<int>? interChannels = null, Values<int>? interDilations = null,
        int numInterUnits = 2, LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, bool bias = true, Values<int>? padding = null)
        : base(nameof(AutoEncoder))
        => body = new(
            this, spatialDims, inChannels, outChannels, channels, strides, kernelSize, upKernelSize, numResUnits, interChannels, interDilations,
            numInterUnits, act, norm, dropout, bias, padding);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => body.Decode(body.Encode(x));
}
