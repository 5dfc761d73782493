using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Dilated convolutions, each after normalization and activation, added to their input. Li et al., On the compactness, efficiency, and representation of 3D convolutional networks (2017).</summary>
public sealed class HighResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> match, layers;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernels">Voxels under the kernel of each convolution, odd; 3, 3 if null.</param>
    /// <param name="dilation">Step between kernel elements, one number or one an axis; 1 if null.</param>
    /// <param name="normType">The normalization; batch if null.</param>
    /// <param name="actiType">The activation; relu if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="channelMatching">How the input comes to have the output's channels.</param>
    /// <exception cref="ArgumentException">Channels would have to be padded to fewer, a number is out of range, or a layer is unknown.</exception>
    public HighResBlock(
        int spatialDims, int inChannels, int outChannels, Values<int>? kernels = null, Values<int>? dilation = null, LayerSpec? normType = null,
        LayerSpec? actiType = null, bool bias = false, ChannelMatching channelMatching = ChannelMatching.Pad)
        : base(nameof(HighResBlock))
    {
        match = this.Part("chn_pad", new ChannelPad(spatialDims, inChannels, outChannels, channelMatching));
        layers = this.Part("layers", ModuleParts.Sequence((kernels ?? [3, 3]).SelectMany<int, nn.Module<Tensor, Tensor>>((kernel, i) =>
        [
            new ADN("NA", i == 0 ? inChannels : outChannels, actiType ?? "relu", normType ?? "batch", spatialDims),
            new Convolution(spatialDims, i == 0 ? inChannels : outChannels, outChannels, kernelSize: kernel, dilation: dilation, bias: bias, convOnly: true),
        ])));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => layers.call(x) + match.call(x);
}
