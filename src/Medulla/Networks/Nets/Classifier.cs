using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>A <see cref="Regressor"/> whose numbers are the scores of classes.</summary>
public class Classifier : Regressor
{
    /// <summary>[B, <paramref name="inShape"/>] to scores [B, <paramref name="classes"/>].</summary>
    /// <param name="inShape">Channels of the input, and its voxels along each axis.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="channels">Channels of each layer's output.</param>
    /// <param name="strides">How many times smaller each layer makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each layer's residual unit; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">Probability to drop a value; no dropout if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="lastAct">What turns scores into probabilities, such as softmax; nothing if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public Classifier(
        Values<int> inShape, int classes, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null, int numResUnits = 2,
        LayerSpec? act = null, LayerSpec? norm = null, double? dropout = null, bool bias = true, LayerSpec? lastAct = null)
        : this(nameof(Classifier), inShape, classes, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias, lastAct)
    {
    }

    private protected Classifier(
        string name, Values<int> inShape, int classes, Values<int> channels, Values<int> strides, Values<int>? kernelSize, int numResUnits,
        LayerSpec? act, LayerSpec? norm, double? dropout, bool bias, LayerSpec? lastAct)
        : base(name, inShape, classes, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias, lastAct)
    {
    }
}
