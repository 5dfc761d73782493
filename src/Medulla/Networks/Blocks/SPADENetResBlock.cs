using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A residual block with <see cref="SPADE"/> normalization. Park et al., Semantic image synthesis with spatially-adaptive normalization (2019).</summary>
public sealed class SPADENetResBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> conv0, conv1, activation;
    private readonly SPADE norm0, norm1;
    private readonly (nn.Module<Tensor, Tensor> Conv, SPADE Norm)? shortcut;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and labels [B, <paramref name="labelNc"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="labelNc">Channels of the map of labels.</param>
    /// <param name="spadeIntermediateChannels">Channels between labels and scales.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="act">The activation; leakyrelu with a slope of 0.2 if null.</param>
    /// <param name="kernelSize">Voxels under the normalizations' kernels along each axis, odd.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public SPADENetResBlock(
        int spatialDims, int inChannels, int outChannels, int labelNc, int spadeIntermediateChannels = 128, LayerSpec? norm = null, LayerSpec? act = null,
        int kernelSize = 3)
        : base(nameof(SPADENetResBlock))
    {
        var between = Math.Min(inChannels, outChannels);
        conv0 = this.Part("conv_0", new Convolution(spatialDims, inChannels, between, convOnly: true));
        conv1 = this.Part("conv_1", new Convolution(spatialDims, between, outChannels, convOnly: true));
        activation = this.Part("activation", Act.Create(act ?? ("leakyrelu", new() { ["negative_slope"] = 0.2 })));
        norm0 = this.Part("norm_0", Normalization(inChannels));
        norm1 = this.Part("norm_1", Normalization(between));
        if (inChannels != outChannels)
        {
            shortcut = (
                this.Part("conv_s", new Convolution(spatialDims, inChannels, outChannels, kernelSize: 1, convOnly: true)),
                this.Part("norm_s", Normalization(inChannels)));
        }

        SPADE Normalization(int channels) => new(labelNc, channels, kernelSize, spatialDims, spadeIntermediateChannels, norm);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The input.</param>
    /// <param name="seg">The map of labels, of any size.</param>
    public Tensor call(Tensor x, Tensor seg)
    {
        using var scope = NewDisposeScope();
        var inner = conv0.call(activation.call(norm0.call(x, seg)));
        inner = conv1.call(activation.call(norm1.call(inner, seg)));
        return inner.add_(shortcut is var (conv, norm) ? conv.call(norm.call(x, seg)) : x).MoveToOuterDisposeScope();
    }
}
