using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A <see cref="BasicUNet"/> whose connections are nested: at each size, features are enriched step by step by those of the next
/// smaller one. Zhou et al., UNet++: A nested U-Net architecture for medical image segmentation (2018).
/// </summary>
[ReferenceName("basicunetplusplus")]
public sealed class BasicUNetPlusPlus : MultiBlock
{
    private const int Sizes = 5;
    private readonly nn.Module<Tensor, Tensor>[] down, final;
    private readonly UpCat[][] up;
    private readonly bool deepSupervision;
    private readonly int spatialDims;
    private readonly int inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to a list of [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the outputs.</param>
    /// <param name="features">Channels at the five sizes, and of the last features: six numbers, or one for all; 32, 32, 64, 128, 256, 32 if null.</param>
    /// <param name="deepSupervision">Whether the outputs after one, two and three steps are wanted beside the last.</param>
    /// <param name="act">The activation; leakyrelu with a slope of 0.1 if null.</param>
    /// <param name="norm">The normalization; instance, affine, if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">The dropout, or its probability; 0 if null.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <exception cref="ArgumentException">There are not six numbers of channels, or a layer is unknown.</exception>
    public BasicUNetPlusPlus(
        int spatialDims = 3, int inChannels = 1, int outChannels = 2, Values<int>? features = null, bool deepSupervision = false, LayerSpec? act = null,
        LayerSpec? norm = null, bool bias = true, LayerSpec? dropout = null, Upsampling upsample = Upsampling.Deconv)
        : base(nameof(BasicUNetPlusPlus))
    {
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(BasicUNetPlusPlus), spatialDims), inChannels);
        this.deepSupervision = deepSupervision;
        var channels = features ?? [32, 32, 64, 128, 256, 32];
        channels = channels.Count switch
        {
            1 => Values.From(Enumerable.Repeat(channels[0], Sizes + 1)),
            Sizes + 1 => channels,
            _ => throw new ArgumentException($"{nameof(BasicUNetPlusPlus)}: features is {channels}; six numbers, or one for all, are expected.", nameof(features)),
        };
        var activation = act ?? ("leakyrelu", new() { ["negative_slope"] = 0.1 });
        var normalization = norm ?? Norm.AffineInstance;
        down = [.. Enumerable.Range(0, Sizes).Select(size => this.Part($"conv_{size}_0", size == 0
            ? (nn.Module<Tensor, Tensor>)new TwoConv(spatialDims, inChannels, channels[0], activation, normalization, bias, dropout)
            : new Down(spatialDims, channels[size - 1], channels[size], activation, normalization, bias, dropout)))];
        up = [.. Enumerable.Range(1, Sizes - 1).Select(step => Enumerable.Range(0, Sizes - step).Select(size => this.Part($"upcat_{size}_{step}", new UpCat(
            spatialDims, channels[size + 1], channels[size] * step, Width(size, step), activation, normalization, bias, dropout, upsample, halves: size > 0))).ToArray())];
        final = [.. Enumerable.Range(1, Sizes - 1).Select(step => this.Part($"final_conv_0_{step}", Conv.Create(spatialDims, Width(0, step), outChannels, 1)))];

        int Width(int size, int step) => channels[step == Sizes - 1 ? Sizes : size];
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Images; each spatial size must be 16 or more.</param>
    /// <returns>The output; for deep supervision four, after one, two, three and all steps.</returns>
    /// <exception cref="ArgumentException">The input has another number of axes or channels, or is too small.</exception>
    public IReadOnlyList<Tensor> call(Tensor x)
    {
        var shape = Dimensions.Input(nameof(BasicUNetPlusPlus), x, spatialDims, inChannels);
        if (shape[2..].Any(n => n < 1 << Sizes - 1))
        {
            throw new ArgumentException($"{nameof(BasicUNetPlusPlus)}: the input is [{string.Join(", ", shape)}]; at least {1 << Sizes - 1} voxels along each axis are expected.", nameof(x));
        }
        return ModuleParts.Scoped(() => (IReadOnlyList<Tensor>)[.. Outputs(x)]);
    }

    private IEnumerable<Tensor> Outputs(Tensor x)
    {
        // At each size what was found so far, all of which the next step sees.
        var found = down.Select(_ => new List<Tensor>()).ToArray();
        for (var size = 0; size < Sizes; size++)
        {
            found[size].Add(down[size].call(size == 0 ? x : found[size - 1][0]));
        }
        for (var step = 1; step < Sizes; step++)
        {
            for (var size = 0; size < Sizes - step; size++)
            {
                var own = step == 1 ? found[size][0] : cat(found[size], 1);
                found[size].Add(up[step - 1][size].call(found[size + 1][step - 1], own));
                if (step > 1)
                {
                    own.Dispose();
                }
            }
            if (deepSupervision || step == Sizes - 1)
            {
                yield return final[step - 1].call(found[0][step]);
            }
        }
    }
}
