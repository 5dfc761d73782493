using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Convolutions that shrink an image to a few features, and a linear layer that makes a few numbers of them.</summary>
public class Regressor : Block
{
    private readonly nn.Module<Tensor, Tensor> net, final;
    private readonly long[] outShape;

    /// <summary>[B, <paramref name="inShape"/>] to [B, <paramref name="outShape"/>].</summary>
    /// <param name="inShape">Channels of the input, and its voxels along each axis.</param>
    /// <param name="outShape">Shape of the output.</param>
    /// <param name="channels">Channels of each layer's output.</param>
    /// <param name="strides">How many times smaller each layer makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each layer's residual unit; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">Probability to drop a value; no dropout if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public Regressor(
        Values<int> inShape, Values<int> outShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null, int numResUnits = 2,
        LayerSpec? act = null, LayerSpec? norm = null, double? dropout = null, bool bias = true)
        : this(nameof(Regressor), inShape, outShape, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias)
    {
    }

    private protected Regressor(
        string name, Values<int> inShape, Values<int> outShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize, int numResUnits,
        LayerSpec? act, LayerSpec? norm, double? dropout, bool bias, LayerSpec? lastAct = null)
        : base(name)
    {
        if (outShape.Count == 0 || outShape.Any(n => n < 1))
        {
            throw new ArgumentException($"{name}: the output's shape is {outShape}; one or more positive numbers are expected.", nameof(outShape));
        }
        var layers = new StridedLayers(this, inShape, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias);
        net = layers.Net;
        this.outShape = [.. outShape.Select(n => (long)n)];
        List<(string, nn.Module<Tensor, Tensor>)> parts =
            [("0", nn.Flatten()), ("1", nn.Linear(layers.FinalElements, this.outShape.Aggregate(1L, (a, b) => a * b)))];
        if (lastAct is { IsNone: false })
        {
            parts.Add(("lastact", Act.Create(lastAct)));
        }
        final = this.Part("final", nn.Sequential(parts));
    }

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor x) => final.call(net.call(x)).view([-1, .. outShape]);
}
