using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// The U-Net: convolutions that shrink the image step by step, their mirror image that restores its size, and connections between
/// the two at each size. With residual units after Kerfoot et al., Left-ventricle quantification using residual U-Net (2018).
/// </summary>
public sealed class UNet : Block
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly int spatialDims;
    private readonly int inChannels;

    /// <summary>A U-Net, [B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output, one a class as a rule.</param>
    /// <param name="channels">Channels at each size of the image, from the largest; two or more.</param>
    /// <param name="strides">How many times smaller the image becomes from each size to the next, one fewer than <paramref name="channels"/>; more are not used.</param>
    /// <param name="kernelSize">Voxels under the kernels on the way down, one odd number or one an axis; 3 if null.</param>
    /// <param name="upKernelSize">Voxels under the kernels on the way up; 3 if null.</param>
    /// <param name="numResUnits">Convolutions of each residual unit; 0 for plain convolutions.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="bias">Whether convolutions add a number per output channel.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalization (N).</param>
    /// <exception cref="ArgumentException">There are too few channels or strides, a number does not fit the axes, or a layer is unknown.</exception>
    public UNet(
        int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, int numResUnits = 0, LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null,
        bool bias = true, string adnOrdering = "NDA")
        : base(nameof(UNet))
    {
        const string Me = nameof(UNet);
        Dimensions.Checked(Me, spatialDims);
        Dimensions.AtLeast(Me, nameof(inChannels), inChannels);
        Dimensions.AtLeast(Me, nameof(outChannels), outChannels);
        Dimensions.AtLeast(Me, nameof(numResUnits), numResUnits, least: 0);
        var kernel = Values.From(Dimensions.PerAxis(Me, nameof(kernelSize), kernelSize ?? 3, spatialDims));
        var upKernel = Values.From(Dimensions.PerAxis(Me, nameof(upKernelSize), upKernelSize ?? 3, spatialDims));
        if (channels.Count < 2 || channels.Any(count => count < 1))
        {
            throw new ArgumentException($"{Me}: channels is {channels}; two or more positive numbers are expected.", nameof(channels));
        }
        if (strides.Count < channels.Count - 1 || strides.Any(stride => stride < 1))
        {
            throw new ArgumentException($"{Me}: strides is {strides}; {channels.Count - 1} positive numbers, one fewer than channels, are expected.", nameof(strides));
        }
        (this.spatialDims, this.inChannels) = (spatialDims, inChannels);
        model = this.Part("model", Level(0, inChannels, outChannels));

        nn.Module<Tensor, Tensor> Level(int depth, int from, int to)
        {
            var (here, below, isBottom) = (channels[depth], channels[depth + 1], depth == channels.Count - 2);
            var inner = isBottom ? Down(here, below, 1) : Level(depth + 1, here, here);
            var joined = here + (isBottom ? below : here);
            return nn.Sequential(Down(from, here, strides[depth]), new SkipConnection(inner), Up(joined, to, strides[depth], isTop: depth == 0));
        }

        nn.Module<Tensor, Tensor> Down(int from, int to, int stride) => numResUnits > 0
            ? new ResidualUnit(spatialDims, from, to, stride, kernel, numResUnits, adnOrdering, act, norm, dropout, bias: bias)
            : new Convolution(spatialDims, from, to, stride, kernel, adnOrdering, act, norm, dropout, bias: bias);

        nn.Module<Tensor, Tensor> Up(int from, int to, int stride, bool isTop)
        {
            var up = new Convolution(
                spatialDims, from, to, stride, upKernel, adnOrdering, act, norm, dropout, bias: bias, convOnly: isTop && numResUnits == 0, isTransposed: true);
            return numResUnits == 0 ? up : nn.Sequential(
                up, new ResidualUnit(spatialDims, to, to, 1, kernel, 1, adnOrdering, act, norm, dropout, bias: bias, lastConvOnly: isTop));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(UNet), x, spatialDims, inChannels);
        return model.call(x);
    }
}
