using Medulla.Imaging;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Convolutions along one, two or three spatial axes.</summary>
public static class Conv
{
    /// <summary>A convolution, [B, C, spatial...] to [B, C', spatial'...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">Step between output voxels; 1 if null.</param>
    /// <param name="padding">Zeros added on each side; none if null.</param>
    /// <param name="dilation">Step between kernel elements; 1 if null.</param>
    /// <param name="groups">Groups of channels that see only themselves; must divide both numbers of channels.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number is too small, or does not fit the axes or the groups.</exception>
    public static nn.Module<Tensor, Tensor> Create(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? dilation = null, int groups = 1, bool bias = true)
    {
        var (k, s, p, d) = Sizes(nameof(Conv), spatialDims, inChannels, outChannels, kernelSize, stride, padding, dilation, groups);
        return spatialDims switch
        {
            1 => nn.Conv1d(inChannels, outChannels, k[0], s[0], p[0], d[0], groups: groups, bias: bias),
            2 => nn.Conv2d(inChannels, outChannels, Pair(k), Pair(s), Pair(p), Pair(d), groups: groups, bias: bias),
            _ => nn.Conv3d(inChannels, outChannels, Triple(k), Triple(s), Triple(p), Triple(d), groups: groups, bias: bias),
        };
    }

    /// <summary>A transposed convolution, which enlarges where the stride is above 1.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">How many times larger the output is; 1 if null.</param>
    /// <param name="padding">Zeros that the convolution reversed would add on each side; none if null.</param>
    /// <param name="outputPadding">Voxels added at the end of each axis, less than the stride; none if null.</param>
    /// <param name="dilation">Step between kernel elements; 1 if null.</param>
    /// <param name="groups">Groups of channels that see only themselves; must divide both numbers of channels.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <exception cref="ArgumentException">A number is too small, or does not fit the axes or the groups.</exception>
    public static nn.Module<Tensor, Tensor> CreateTransposed(
        int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null,
        Values<int>? outputPadding = null, Values<int>? dilation = null, int groups = 1, bool bias = true)
    {
        const string Owner = "transposed Conv";
        var (k, s, p, d) = Sizes(Owner, spatialDims, inChannels, outChannels, kernelSize, stride, padding, dilation, groups);
        var o = Dimensions.PerAxis(Owner, nameof(outputPadding), outputPadding ?? 0, spatialDims, least: 0);
        if (o.Where((extra, axis) => extra >= Math.Max(s[axis], d[axis])).Any())
        {
            throw new ArgumentException(
                $"{Owner}: outputPadding is {Values.From(o)}; less than the stride {Values.From(s)} or the dilation {Values.From(d)} is expected.", nameof(outputPadding));
        }
        ConvolutionTranspose layer = spatialDims switch
        {
            1 => nn.ConvTranspose1d(inChannels, outChannels, k[0], s[0], p[0], o[0], d[0], groups: groups, bias: bias),
            2 => nn.ConvTranspose2d(inChannels, outChannels, Pair(k), Pair(s), Pair(p), Pair(o), Pair(d), groups: groups, bias: bias),
            _ => nn.ConvTranspose3d(inChannels, outChannels, Triple(k), Triple(s), Triple(p), Triple(o), Triple(d), groups: groups, bias: bias),
        };
        if (o.Distinct().Count() == 1)
        {
            return layer;
        }
        using (layer)
        {
            return new UnevenConvTranspose(layer, s, p, o, d, groups);
        }
    }

    /// <summary>The zeros to add on each side so that a stride of 1 keeps the image's size.</summary>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="dilation">Step between kernel elements, one number or one an axis; 1 if null.</param>
    /// <exception cref="ArgumentException">A kernel has no middle: its size is even and its dilation odd.</exception>
    public static Values<int> SamePadding(Values<int> kernelSize, Values<int>? dilation = null)
    {
        var step = dilation ?? 1;
        if (kernelSize.Count > 1 && step.Count > 1 && kernelSize.Count != step.Count)
        {
            throw new ArgumentException($"Conv: kernelSize is {kernelSize} and dilation {step}; one value, or as many of one as of the other, is expected.", nameof(dilation));
        }
        var spans = Enumerable.Range(0, Math.Max(kernelSize.Count, step.Count)).Select(i => (kernelSize.Cyclic(i) - 1) * step.Cyclic(i)).ToArray();
        return spans.All(span => span % 2 == 0)
            ? Values.From(spans.Select(span => span / 2))
            : throw new ArgumentException($"Conv: kernelSize is {kernelSize} with dilation {step}; padding that keeps the size needs an odd kernel. Give padding.", nameof(kernelSize));
    }

    /// <summary>The voxels along each axis that a convolution gives.</summary>
    /// <param name="inShape">Voxels of the input.</param>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis, as those that follow.</param>
    /// <param name="stride">Step of the kernel.</param>
    /// <param name="padding">Zeros on each side.</param>
    [ReferenceName("calculate_out_shape")]
    public static Values<int> OutShape(Values<int> inShape, Values<int> kernelSize, Values<int> stride, Values<int> padding)
        => PerAxis((n, k, s, p) => (int)Math.Floor((double)(n - k + 2 * p) / s) + 1, inShape, kernelSize, stride, padding);

    /// <summary>What a stride leaves beyond its kernel.</summary>
    /// <param name="kernelSize">Voxels under the kernel, one number or one an axis.</param>
    /// <param name="stride">Step of the kernel.</param>
    [ReferenceName("stride_minus_kernel_padding")]
    public static Values<int> StrideMinusKernel(Values<int> kernelSize, Values<int> stride) => PerAxis((k, s, _, _) => s - k, kernelSize, stride, 0, 0);

    /// <summary>A formula of sizes, axis by axis.</summary>
    internal static Values<int> PerAxis(Func<int, int, int, int, int> formula, Values<int> a, Values<int> b, Values<int> c, Values<int> d)
        => Values.From(Enumerable.Range(0, new[] { a.Count, b.Count, c.Count, d.Count }.Max()).Select(axis => formula(a.Cyclic(axis), b.Cyclic(axis), c.Cyclic(axis), d.Cyclic(axis))));

    private static (int[] Kernel, int[] Stride, int[] Padding, int[] Dilation) Sizes(
        string owner, int spatialDims, int inChannels, int outChannels, Values<int> kernelSize, Values<int>? stride, Values<int>? padding, Values<int>? dilation, int groups)
    {
        Dimensions.Checked(owner, spatialDims);
        Dimensions.AtLeast(owner, nameof(inChannels), inChannels);
        Dimensions.AtLeast(owner, nameof(outChannels), outChannels);
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new ArgumentException($"{owner}: groups is {groups}; a divisor of {inChannels} and {outChannels} channels is expected.", nameof(groups));
        }
        return (
            Dimensions.PerAxis(owner, nameof(kernelSize), kernelSize, spatialDims),
            Dimensions.PerAxis(owner, nameof(stride), stride ?? 1, spatialDims),
            Dimensions.PerAxis(owner, nameof(padding), padding ?? 0, spatialDims, least: 0),
            Dimensions.PerAxis(owner, nameof(dilation), dilation ?? 1, spatialDims));
    }

    private static (long, long) Pair(int[] values) => (values[0], values[1]);

    private static (long, long, long) Triple(int[] values) => (values[0], values[1], values[2]);
}
