using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>A <see cref="Classifier"/> that tells real images from generated ones. Goodfellow et al., Generative adversarial nets (2014).</summary>
public sealed class Discriminator : Classifier
{
    /// <summary>[B, <paramref name="inShape"/>] to [B, 1], by default the probability that the image is real.</summary>
    /// <param name="inShape">Channels of the input, and its voxels along each axis.</param>
    /// <param name="channels">Channels of each layer's output.</param>
    /// <param name="strides">How many times smaller each layer makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each layer's residual unit; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">Probability to drop a value; no dropout if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="lastAct">What turns the score into a probability; sigmoid if null.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public Discriminator(
        Values<int> inShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null, int numResUnits = 2,
        LayerSpec? act = null, LayerSpec? norm = null, double? dropout = 0.25, bool bias = true, LayerSpec? lastAct = null)
        : base(nameof(Discriminator), inShape, 1, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias, lastAct ?? "sigmoid")
    {
    }
}
