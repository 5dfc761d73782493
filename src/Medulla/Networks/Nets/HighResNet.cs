using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A network that keeps the image's size throughout and sees farther by ever larger dilation. Li et al., On the compactness,
/// efficiency, and representation of 3D convolutional networks (2017).
/// </summary>
public sealed class HighResNet : Block
{
    private readonly nn.Module<Tensor, Tensor> blocks;
    private readonly int spatialDims;
    private readonly int inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="normType">The normalization; batch if null.</param>
    /// <param name="actiType">The activation; relu if null.</param>
    /// <param name="dropoutProb">The dropout of the last two convolutions, or its probability; 0 if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="layerParams">A convolution, residual blocks of dilation 1, 2, 4 and so on, and two convolutions; if null, the published ones: three times three blocks, of 16, 32 and 64 channels.</param>
    /// <param name="channelMatching">How the input of a block comes to have the output's channels.</param>
    /// <exception cref="ArgumentException">There are fewer than three layers, a number is out of range, or a layer is unknown.</exception>
    public HighResNet(
        int spatialDims = 3, int inChannels = 1, int outChannels = 1, LayerSpec? normType = null, LayerSpec? actiType = null, LayerSpec? dropoutProb = null,
        bool bias = false, IReadOnlyList<HighResLayer>? layerParams = null, ChannelMatching channelMatching = ChannelMatching.Pad)
        : base(nameof(HighResNet))
    {
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(HighResNet), spatialDims), inChannels);
        var plan = layerParams ?? [new(16, 3), new(16, [3, 3], 3), new(32, [3, 3], 3), new(64, [3, 3], 3), new(80, 1), new(0, 1)];
        if (plan.Count < 3)
        {
            throw new ArgumentException($"{nameof(HighResNet)}: layerParams has {plan.Count} layers; a first convolution and two last ones are expected at least.", nameof(layerParams));
        }
        LayerSpec act = actiType ?? "relu", norm = normType ?? "batch";
        var channels = plan[0].NFeatures;
        List<nn.Module<Tensor, Tensor>> made = [Convolve(inChannels, channels, plan[0], LayerSpec.None)];
        for (var i = 1; i < plan.Count - 2; i++)
        {
            for (var repeat = 0; repeat < plan[i].Repeat; repeat++)
            {
                made.Add(new HighResBlock(spatialDims, channels, plan[i].NFeatures, plan[i].Kernels, 1 << i - 1, norm, act, bias, channelMatching));
                channels = plan[i].NFeatures;
            }
        }
        made.Add(Convolve(channels, plan[^2].NFeatures, plan[^2], dropoutProb ?? 0.0));
        made.Add(Convolve(plan[^2].NFeatures, outChannels, plan[^1], dropoutProb ?? 0.0));
        blocks = this.Part("blocks", ModuleParts.Sequence(made));

        Convolution Convolve(int from, int to, HighResLayer layer, LayerSpec dropout)
            => new(spatialDims, from, to, kernelSize: layer.Kernels, adnOrdering: "NAD", act: act, norm: norm, dropout: dropout, bias: bias);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(HighResNet), x, spatialDims, inChannels);
        return blocks.call(x);
    }
}
