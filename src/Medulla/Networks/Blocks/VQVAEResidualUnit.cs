using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Two convolutions whose output is added to their input, of which nothing negative is left. Tudosiu et al., Morphology-preserving
/// autoregressive 3D generative modelling of the brain (2022).
/// </summary>
public sealed class VQVAEResidualUnit : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, conv2;

    /// <summary>[B, C, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of input and output.</param>
    /// <param name="numResChannels">Channels between the convolutions.</param>
    /// <param name="act">The activation between the convolutions; relu if null.</param>
    /// <param name="dropout">Probability to drop a value.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public VQVAEResidualUnit(int spatialDims, int inChannels, int numResChannels, LayerSpec? act = null, double dropout = 0, bool bias = true)
        : base(nameof(VQVAEResidualUnit))
    {
        conv1 = this.Part("conv1", new Convolution(spatialDims, inChannels, numResChannels, adnOrdering: "DA", act: act ?? "relu", dropout: dropout, bias: bias));
        conv2 = this.Part("conv2", new Convolution(spatialDims, numResChannels, inChannels, bias: bias, convOnly: true));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv2.call(conv1.call(x)).add_(x).relu_();
}
