using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The part of <see cref="SPADENet"/> that paints images from maps of labels.</summary>
internal sealed class SPADEDecoder : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> start, upsampling, lastConv;
    private readonly IReadOnlyList<SPADENetResBlock> blocks;
    private readonly long[] smallest;
    private readonly int? zDim;

    /// <summary>Channels are given from the smallest size; without latent variables (zDim null) the image begins from the labels.</summary>
    public SPADEDecoder(
        int spatialDims, int outChannels, int labelNc, long[] smallest, Values<int> channels, int? zDim, int spadeIntermediateChannels, LayerSpec? norm,
        LayerSpec act, LayerSpec lastAct, int kernelSize, InterpolateMode upsamplingMode)
        : base(nameof(SPADEDecoder))
    {
        (this.smallest, this.zDim) = (smallest, zDim);
        start = zDim is { } latent
            ? this.Part<nn.Module<Tensor, Tensor>>("fc", nn.Linear(latent, smallest.Aggregate((long)channels[0], (a, b) => a * b)))
            : this.Part("conv_init", new Convolution(spatialDims, labelNc, channels[0], kernelSize: kernelSize));
        blocks = this.Parts("blocks", channels.Select((count, i) => new SPADENetResBlock(
            spatialDims, count, i == channels.Count - 1 ? outChannels : channels[i + 1], labelNc, spadeIntermediateChannels, norm, act, kernelSize)));
        upsampling = this.Part("upsampling", new Interpolate(spatialDims, null, [.. Enumerable.Repeat(2.0, spatialDims)], upsamplingMode));
        lastConv = this.Part("last_conv", new Convolution(spatialDims, outChannels, outChannels, kernelSize: kernelSize, norm: LayerSpec.None, act: lastAct));
    }

    /// <summary>Images for labels and latent variables; these are drawn where they are needed and null.</summary>
    public Tensor call(Tensor seg, Tensor? z)
    {
        using var scope = NewDisposeScope();
        var x = zDim is { } latent
            ? start.call(z ?? randn(seg.shape[0], latent, device: seg.device)).view([seg.shape[0], -1, .. smallest])
            : start.call(nn.functional.interpolate(seg, smallest, mode: InterpolationMode.Nearest));
        foreach (var block in blocks)
        {
            using var painted = block.call(x, seg);
            x.Dispose();
            x = upsampling.call(painted);
        }
        return lastConv.call(x).MoveToOuterDisposeScope();
    }
}
