using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A <see cref="DenseBlock"/> of convolutions or residual units.</summary>
public sealed class ConvDenseBlock : DenseBlock
{
    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="inChannels"/> + the sum of <paramref name="channels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="channels">Channels that each layer adds.</param>
    /// <param name="dilations">Step between kernel elements of each layer; 1 if null.</param>
    /// <param name="kernelSize">Voxels under the kernels, one odd number or one an axis; 3 if null.</param>
    /// <param name="numResUnits">Convolutions of each residual unit; 0 for plain convolutions.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalization (N) in residual units; plain convolutions have NDA.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <exception cref="ArgumentException">There are not as many dilations as channels, a number does not fit the axes, or a layer is unknown.</exception>
    public ConvDenseBlock(
        int spatialDims, int inChannels, Values<int> channels, Values<int>? dilations = null, Values<int>? kernelSize = null, int numResUnits = 0,
        string adnOrdering = "NDA", LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, bool bias = true)
        : base(nameof(ConvDenseBlock), Steps(channels, dilations).Select<(int Before, int Added, int Dilation), nn.Module<Tensor, Tensor>>(step => numResUnits > 0
            ? new ResidualUnit(
                spatialDims, inChannels + step.Before, step.Added, 1, kernelSize, numResUnits, adnOrdering, act, norm, dropout, dilation: step.Dilation, bias: bias)
            : new Convolution(
                spatialDims, inChannels + step.Before, step.Added, 1, kernelSize, act: act, norm: norm, dropout: dropout, dilation: step.Dilation, bias: bias)))
    {
    }

    private static IEnumerable<(int Before, int Added, int Dilation)> Steps(Values<int> channels, Values<int>? dilations)
        => dilations is null || dilations.Count == channels.Count
            ? channels.Select((added, i) => (channels.Take(i).Sum(), added, dilations?[i] ?? 1))
            : throw new ArgumentException($"{nameof(ConvDenseBlock)}: channels is {channels} and dilations {dilations}; as many of one as of the other are expected.", nameof(dilations));
}
