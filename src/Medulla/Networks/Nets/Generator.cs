using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Turns latent variables into images: a linear layer makes a small image of them, transposed convolutions enlarge it.</summary>
public sealed class Generator : Block
{
    private readonly nn.Module<Tensor, Tensor> linear, conv;
    private readonly long[] startShape;

    /// <summary>[B, <paramref name="latentShape"/>] to images with the last of <paramref name="channels"/>, the start's size times the strides.</summary>
    /// <param name="latentShape">Shape of the latent variables.</param>
    /// <param name="startShape">Channels of the small image, and its voxels along each axis.</param>
    /// <param name="channels">Channels of each layer's output.</param>
    /// <param name="strides">How many times larger each layer makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each layer's residual unit; no residual units if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">Probability to drop a value; no dropout if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public Generator(
        Values<int> latentShape, Values<int> startShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null, int numResUnits = 2,
        LayerSpec? act = null, LayerSpec? norm = null, double? dropout = null, bool bias = true)
        : base(nameof(Generator))
    {
        var spatialDims = startShape.Count - 1;
        if (spatialDims is < 1 or > 3 || startShape.Any(n => n < 1))
        {
            throw new ArgumentException($"Generator: startShape is {startShape}; channels and the voxels along 1 to 3 axes are expected.", nameof(startShape));
        }
        if (channels.Count == 0 || channels.Count != strides.Count)
        {
            throw new ArgumentException($"Generator: channels is {channels} and strides {strides}; as many of one as of the other, at least one, are expected.", nameof(strides));
        }
        LayerSpec? drop = dropout is { } p ? p : null;
        this.startShape = [.. startShape.Select(n => (long)n)];
        linear = this.Part("linear", nn.Linear(latentShape.Aggregate(1L, (a, b) => a * b), this.startShape.Aggregate(1L, (a, b) => a * b)));
        conv = this.Part("conv", nn.Sequential(channels.Select((count, i) => ($"layer_{i}", Layer(i == 0 ? startShape[0] : channels[i - 1], count, strides[i], i == channels.Count - 1)))));

        nn.Module<Tensor, Tensor> Layer(int from, int to, int stride, bool isLast)
        {
            var up = new Convolution(
                spatialDims, from, to, stride, kernelSize, act: act, norm: norm, dropout: drop, bias: bias, convOnly: isLast || numResUnits > 0, isTransposed: true);
            return numResUnits == 0 ? up : ModuleParts.Sequence(
                up, new ResidualUnit(spatialDims, to, to, 1, kernelSize, numResUnits, act: act, norm: norm, dropout: drop, bias: bias, lastConvOnly: isLast));
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv.call(linear.call(x.flatten(1)).view([-1, .. startShape]));
}
