using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Three convolutions and a <see cref="ChannelSELayer"/>, added to the input. Hu et al., Squeeze-and-excitation networks (2018).</summary>
public class SEBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, conv2, conv3, seLayer, project, act;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="nChns3"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="nChns1">Channels after the first convolution.</param>
    /// <param name="nChns2">Channels after the second.</param>
    /// <param name="nChns3">Channels after the third.</param>
    /// <param name="project">What the input passes before it is added; a convolution where channels change if null.</param>
    /// <param name="r">By how much channels are reduced to weigh them.</param>
    /// <param name="actiType1">The activation within the weighing; relu if null.</param>
    /// <param name="actiType2">The activation of the weights; sigmoid if null.</param>
    /// <param name="actiTypeFinal">The last activation; relu if null.</param>
    public SEBlock(
        int spatialDims, int inChannels, int nChns1, int nChns2, int nChns3, nn.Module<Tensor, Tensor>? project = null, int r = 2,
        LayerSpec? actiType1 = null, LayerSpec? actiType2 = null, LayerSpec? actiTypeFinal = null)
        : this(
            new Convolution(spatialDims, inChannels, nChns1, kernelSize: 1, norm: "batch", act: "relu"),
            new Convolution(spatialDims, nChns1, nChns2, kernelSize: 3, norm: "batch", act: "relu"),
            new Convolution(spatialDims, nChns2, nChns3, kernelSize: 1, norm: "batch", act: LayerSpec.None),
            project ?? (inChannels != nChns3 ? Conv.Create(spatialDims, inChannels, nChns3, 1) : nn.Identity()),
            new ChannelSELayer(spatialDims, nChns3, r, actiType1, actiType2), actiTypeFinal)
    {
    }

    /// <summary>A block of given parts.</summary>
    private protected SEBlock(
        Convolution conv1, Convolution conv2, Convolution conv3, nn.Module<Tensor, Tensor> project, ChannelSELayer seLayer, LayerSpec? act = null)
        : base(nameof(SEBlock))
    {
        this.conv1 = this.Part("conv1", conv1);
        this.conv2 = this.Part("conv2", conv2);
        this.conv3 = this.Part("conv3", conv3);
        this.seLayer = this.Part("se_layer", seLayer);
        this.project = this.Part("project", project);
        this.act = this.Part("act", Act.Create(act ?? "relu"));
    }

    /// <summary>A convolution of a published block: without bias, with batch normalization.</summary>
    private protected static Convolution Published(int spatialDims, int from, int to, int kernel, int stride = 1, int groups = 1, bool last = false)
        => new(spatialDims, from, to, stride, kernel, act: last ? LayerSpec.None : "relu", norm: "batch", groups: groups, bias: false);

    /// <summary>What the input passes.</summary>
    private protected static nn.Module<Tensor, Tensor> Project(int spatialDims, int from, int to, nn.Module<Tensor, Tensor>? given)
        => given ?? (from != to ? Conv.Create(spatialDims, from, to, 1) : nn.Identity());

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var residual = project.call(x);
        return act.call(seLayer.call(conv3.call(conv2.call(conv1.call(x)))) + residual);
    }
}
