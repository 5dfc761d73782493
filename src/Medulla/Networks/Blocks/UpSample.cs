using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Enlarges images by one of several ways.</summary>
[ReferenceName("Upsample")]
public sealed class UpSample : Chain
{
    /// <summary>[B, C, spatial...] to [B, C', factor * spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input; only interpolation alone does without.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null.</param>
    /// <param name="scaleFactor">Enlargement, one number or one an axis; 2 if null. Whole numbers but for interpolation.</param>
    /// <param name="kernelSize">Voxels under a transposed convolution's kernel; the factor if null.</param>
    /// <param name="size">Voxels of the result instead of a factor, for interpolation.</param>
    /// <param name="mode">The way.</param>
    /// <param name="preConv">What comes before interpolation or pixel shuffle; if null, a convolution of the block's own where the channels change.</param>
    /// <param name="postConv">What comes after interpolation.</param>
    /// <param name="interpMode">The kind of interpolation.</param>
    /// <param name="alignCorners">Whether interpolation keeps the outer voxels' centres in place.</param>
    /// <param name="bias">Whether the block's own convolutions add a number per channel.</param>
    /// <param name="applyPadPool">Whether pixel shuffle averages its result over neighbours.</param>
    /// <exception cref="ArgumentException">Channels are not known or not as the way needs them, or a number does not fit the axes.</exception>
    public UpSample(
        int spatialDims, int? inChannels = null, int? outChannels = null, Values<double>? scaleFactor = null, Values<int>? kernelSize = null,
        Values<int>? size = null, Upsampling mode = Upsampling.Deconv, PartChoice? preConv = null, nn.Module<Tensor, Tensor>? postConv = null,
        InterpolateMode interpMode = InterpolateMode.Linear, bool? alignCorners = true, bool bias = true, bool applyPadPool = true)
        : base(nameof(UpSample))
    {
        const string Me = nameof(UpSample);
        scaleFactor ??= 2;
        preConv ??= PartChoice.Default;
        if (scaleFactor.Count != 1 && scaleFactor.Count != spatialDims)
        {
            throw new ArgumentException($"{Me}: scaleFactor is {scaleFactor}; one number, or {spatialDims} (one an axis), is expected.", nameof(scaleFactor));
        }
        double[] factors = [.. Enumerable.Range(0, spatialDims).Select(scaleFactor.Cyclic)];
        switch (mode)
        {
            case Upsampling.Deconv:
                Append("deconv", Transposed(groups: 1));
                break;
            case Upsampling.DeconvGroup:
                var to = outChannels ?? Needed();
                Append("deconvgroup", Transposed(Needed() % to == 0 ? to : 1));
                break;
            case Upsampling.PixelShuffle:
                Append("pixelshuffle", new SubpixelUpsample(spatialDims, inChannels, outChannels, (int)factors[0], preConv, applyPadPool, bias));
                break;
            default:
                if (preConv.Part is { } part)
                {
                    Append("preconv", part);
                }
                else if (outChannels != inChannels)
                {
                    Append("preconv", preConv != PartChoice.None ? Conv.Create(spatialDims, Needed(), outChannels ?? Needed(), 1, bias: bias) : throw new ArgumentException(
                        $"{Me}: outChannels is {outChannels} and inChannels {inChannels}; interpolation without a convolution keeps the channels. Leave preConv out.", nameof(preConv)));
                }
                long[]? sizes = size is null ? null : [.. Dimensions.PerAxis(Me, nameof(size), size, spatialDims)];
                Append("upsample_non_trainable", new Interpolate(spatialDims, sizes, factors, interpMode, alignCorners));
                if (postConv is not null)
                {
                    Append("postconv", postConv);
                }
                break;
        }

        int Needed() => inChannels ?? throw new ArgumentException($"{Me}: inChannels is null; {mode} needs it.", nameof(inChannels));

        nn.Module<Tensor, Tensor> Transposed(int groups)
        {
            var strides = Values.From(factors.Select(factor => factor == Math.Round(factor) ? (int)factor
                : throw new ArgumentException($"{Me}: scaleFactor is {scaleFactor}; {mode} needs whole numbers.", nameof(scaleFactor))));
            if (kernelSize is null)
            {
                return Conv.CreateTransposed(spatialDims, Needed(), outChannels ?? Needed(), strides, strides, groups: groups, bias: bias);
            }
            var kernel = Dimensions.PerAxis(Me, nameof(kernelSize), kernelSize, spatialDims);
            return Conv.CreateTransposed(
                spatialDims, Needed(), outChannels ?? Needed(), kernelSize, strides, Values.From(kernel.Select(k => (k - 1) / 2)),
                Values.From(kernel.Zip(strides, (k, s) => s - 1 - (k - 1) % 2)), groups: groups, bias: bias);
        }
    }
}
