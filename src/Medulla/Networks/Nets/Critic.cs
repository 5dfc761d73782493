using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Scores how real images look, without bound, as the mean of an image's features. Arjovsky et al., Wasserstein GAN (2017).</summary>
public sealed class Critic : Block
{
    private readonly nn.Module<Tensor, Tensor> net;

    /// <summary>[B, <paramref name="inShape"/>] to scores [B, 1].</summary>
    /// <param name="inShape">Channels of the input, and its voxels along each axis.</param>
    /// <param name="channels">Channels of each layer's output.</param>
    /// <param name="strides">How many times smaller each layer makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each layer's residual unit; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">Probability to drop a value; no dropout if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public Critic(
        Values<int> inShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null, int numResUnits = 2,
        LayerSpec? act = null, LayerSpec? norm = null, double? dropout = 0.25, bool bias = true)
        : base(nameof(Critic))
        => net = new StridedLayers(this, inShape, channels, strides, kernelSize, numResUnits, act, norm, dropout, bias).Net;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => net.call(x).flatten(1).mean([1], keepdim: true);
}
