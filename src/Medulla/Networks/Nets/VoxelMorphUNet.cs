using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The U-Net of <see cref="VoxelMorph"/>, from a pair of images as channels to a displacement or velocity of each voxel. Balakrishnan et al., VoxelMorph (2019).</summary>
[ReferenceName("voxelmorphunet")]
public sealed class VoxelMorphUNet : Block
{
    private readonly int spatialDims, inChannels, halvings;
    private readonly nn.Module<Tensor, Tensor> net;

    /// <summary>[B, C, spatial...] to [B, axes, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of both images together, even.</param>
    /// <param name="unetOutChannels">Channels between the U-Net and the last convolutions.</param>
    /// <param name="channels">Channels of the way down and the way up at each size, in pairs from the largest size on.</param>
    /// <param name="finalConvChannels">Channels of the last convolutions but for the very last.</param>
    /// <param name="finalConvAct">What follows them; leakyrelu if null.</param>
    /// <param name="kernelSize">Odd kernel size, one number or one an axis; 3 if null.</param>
    /// <param name="upKernelSize">The same for the way up.</param>
    /// <param name="act">What follows the U-Net's convolutions; leakyrelu if null. The slope of a leakyrelu without arguments is 0.2 here.</param>
    /// <param name="norm">The normalization; none if null.</param>
    /// <param name="dropout">Probability to drop a value, in [0, 1].</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="useMaxpool">Whether sizes are halved by taking the largest value, not by a stride.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalization (N).</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public VoxelMorphUNet(
        int spatialDims, int inChannels, int unetOutChannels, Values<int> channels, Values<int> finalConvChannels, LayerSpec? finalConvAct = null,
        Values<int>? kernelSize = null, Values<int>? upKernelSize = null, LayerSpec? act = null, LayerSpec? norm = null, double dropout = 0,
        bool bias = true, bool useMaxpool = true, string adnOrdering = "NDA")
        : base(nameof(VoxelMorphUNet))
    {
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"VoxelMorphUNet: spatialDims is {spatialDims}; 2 or 3 is expected.");
        this.inChannels = inChannels > 0 && inChannels % 2 == 0 ? inChannels
            : throw new ArgumentException($"VoxelMorphUNet: inChannels is {inChannels}; an even number, for two images, is expected.", nameof(inChannels));
        halvings = channels.Count > 0 && channels.Count % 2 == 0 ? channels.Count / 2
            : throw new ArgumentException($"VoxelMorphUNet: channels is {channels}; pairs, one number for the way down and one for the way up, are expected.", nameof(channels));
        kernelSize ??= 3;
        upKernelSize ??= 3;
        var (inner, last) = (Steep(act), Steep(finalConvAct));

        List<nn.Module<Tensor, Tensor>> ends = [];
        var current = unetOutChannels;
        foreach (var next in finalConvChannels)
        {
            ends.Add(Convolve(current, next, kernelSize, last));
            current = next;
        }
        ends.Add(Convolve(current, spatialDims, kernelSize, LayerSpec.None));
        net = this.Part("net", ModuleParts.Sequence(
            Level(inChannels, unetOutChannels, 0),
            nn.Sequential(ends.Select((end, i) => (i < finalConvChannels.Count ? $"final_conv_{i}" : "final_conv_out", end)))));

        nn.Module<Tensor, Tensor> Level(int from, int to, int level)
        {
            var (down, up) = (channels[2 * level], channels[2 * level + 1]);
            var deeper = level + 1 < halvings ? Level(down, up, level + 1) : ModuleParts.Sequence(Down(down, up, isTop: false), Double(up));
            var back = Convolve(down + up, to, upKernelSize, inner);
            return ModuleParts.Sequence(Down(from, down, level == 0), new SkipConnection(deeper), level == 0 ? back : ModuleParts.Sequence(back, Double(to)));
        }

        nn.Module<Tensor, Tensor> Down(int from, int to, bool isTop) => useMaxpool && !isTop
            ? ModuleParts.Sequence(Pool.Create(("max", new() { ["kernel_size"] = 2, ["stride"] = 2 }), spatialDims), Convolve(from, to, kernelSize, inner))
            : Convolve(from, to, kernelSize, inner, isTop ? 1 : 2);

        nn.Module<Tensor, Tensor> Double(int count)
            => new UpSample(spatialDims, count, count, 2, mode: Upsampling.NonTrainable, interpMode: InterpolateMode.Nearest, alignCorners: null);

        nn.Module<Tensor, Tensor> Convolve(int from, int to, Values<int> kernel, LayerSpec activation, int strides = 1) => new Convolution(
            spatialDims, from, to, strides, kernel, adnOrdering, activation, norm ?? LayerSpec.None, dropout == 0 ? LayerSpec.None : dropout, bias: bias);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var shape = x.shape;
        return shape.Length == spatialDims + 2 && shape[1] == inChannels && shape.Skip(2).All(n => n % (1L << halvings) == 0) ? net.call(x) : throw new ArgumentException(
            $"VoxelMorphUNet: the input is [{string.Join(", ", shape)}]; a batch, {inChannels} channels and {spatialDims} spatial axes, multiples of {1L << halvings}, are expected. "
            + "Pad the images, for instance by DivisiblePad.");
    }

    private static LayerSpec Steep(LayerSpec? act)
        => act is null || (act.Name.Equals("leakyrelu", StringComparison.OrdinalIgnoreCase) && act.Arguments.Count == 0)
            ? ("leakyrelu", new() { ["negative_slope"] = 0.2 }) : act;
}
