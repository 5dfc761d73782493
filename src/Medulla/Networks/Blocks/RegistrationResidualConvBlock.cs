using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Convolutions, each with batch normalization and ReLU; the input is added before the last activation.</summary>
public sealed class RegistrationResidualConvBlock : Block
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> layers, norms;

    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output; the input must be addable to it.</param>
    /// <param name="numLayers">Number of convolutions, at least 1.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the channels differ.</exception>
    public RegistrationResidualConvBlock(int spatialDims, int inChannels, int outChannels, int numLayers = 2, Values<int>? kernelSize = null)
        : base(nameof(RegistrationResidualConvBlock))
    {
        const string Me = nameof(RegistrationResidualConvBlock);
        Dimensions.AtLeast(Me, nameof(numLayers), numLayers);
        if (inChannels != outChannels && inChannels != 1)
        {
            throw new ArgumentException($"{Me}: inChannels is {inChannels} and outChannels {outChannels}; the same number is expected, since input and output are added.", nameof(outChannels));
        }
        layers = this.Parts("layers", Enumerable.Range(0, numLayers).Select(i =>
            (nn.Module<Tensor, Tensor>)RegistrationLayers.Plain(spatialDims, i == 0 ? inChannels : outChannels, outChannels, kernelSize)));
        norms = this.Parts("norms", Enumerable.Range(0, numLayers).Select(_ => Norm.Create("batch", spatialDims, outChannels)));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var current = x;
        for (var i = 0; i < layers.Count - 1; i++)
        {
            current = nn.functional.relu(norms[i].call(layers[i].call(current)));
        }
        return nn.functional.relu(norms[^1].call(layers[^1].call(current)) + x);
    }
}
