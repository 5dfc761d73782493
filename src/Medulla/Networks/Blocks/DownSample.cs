using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Shrinks images by one of several ways.</summary>
public sealed class DownSample : Chain
{
    /// <summary>[B, C, spatial...] to [B, C', spatial / factor...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input; only pooling alone does without.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null. Turning voxels into channels multiplies them.</param>
    /// <param name="scaleFactor">How many times smaller the image becomes, one number or one an axis; 2 if null.</param>
    /// <param name="kernelSize">Voxels under the kernel, which then reaches evenly to both sides; the factor if null.</param>
    /// <param name="mode">The way.</param>
    /// <param name="preConv">What comes before pooling or turning voxels into channels; if null, a convolution of the block's own, for pooling only where <paramref name="outChannels"/> is not <paramref name="inChannels"/>.</param>
    /// <param name="postConv">What comes after pooling.</param>
    /// <param name="bias">Whether the block's own convolutions add a number per channel.</param>
    /// <exception cref="ArgumentException">Channels are not known, or a number does not fit the axes.</exception>
    public DownSample(
        int spatialDims, int? inChannels = null, int? outChannels = null, Values<int>? scaleFactor = null, Values<int>? kernelSize = null,
        Downsampling mode = Downsampling.Conv, PartChoice? preConv = null, nn.Module<Tensor, Tensor>? postConv = null, bool bias = true)
        : base(nameof(DownSample))
    {
        const string Me = nameof(DownSample);
        Dimensions.Checked(Me, spatialDims);
        var factors = Values.From(Dimensions.PerAxis(Me, nameof(scaleFactor), scaleFactor ?? 2, spatialDims));
        var kernel = kernelSize is null or [0] ? factors : Values.From(Dimensions.PerAxis(Me, nameof(kernelSize), kernelSize, spatialDims));
        var padding = Values.From(kernel.Select(k => kernelSize is null or [0] ? 0 : (k - 1) / 2));
        preConv ??= PartChoice.Default;
        switch (mode)
        {
            case Downsampling.Conv:
                Append("conv", Strided(groups: 1));
                break;
            case Downsampling.ConvGroup:
                Append("convgroup", Strided((outChannels ?? Needed()) % Needed() == 0 ? Needed() : 1));
                break;
            case Downsampling.MaxPool:
                Pooling("maxpool", "max");
                break;
            case Downsampling.AvgPool:
                Pooling("avgpool", "avg");
                break;
            default:
                Append("pixelunshuffle", new SubpixelDownsample(spatialDims, inChannels, outChannels, factors[0], preConv, bias));
                break;
        }

        int Needed() => inChannels ?? throw new ArgumentException($"{Me}: inChannels is null; {mode} needs it.", nameof(inChannels));

        nn.Module<Tensor, Tensor> Strided(int groups)
            => Conv.Create(spatialDims, Needed(), outChannels ?? Needed(), kernel, factors, padding, groups: groups, bias: bias);

        void Pooling(string name, string pool)
        {
            if (preConv.Part is { } part)
            {
                Append("preconv", part);
            }
            else if (preConv == PartChoice.Default && outChannels != inChannels)
            {
                Append("preconv", Conv.Create(spatialDims, Needed(), outChannels ?? Needed(), 1, bias: bias));
            }
            Append(name, Pool.Create((pool, new() { ["kernel_size"] = kernel, ["stride"] = factors, ["padding"] = padding }), spatialDims));
            if (postConv is not null)
            {
                Append("postconv", postConv);
            }
        }
    }
}
