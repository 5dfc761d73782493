using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A U-Net whose kernels and strides fit the voxels, as nnU-Net plans it. Isensee et al., nnU-Net (2021).</summary>
[ReferenceName("DynUnet")]
public sealed class DynUNet : Block
{
    private readonly nn.Module<Tensor, Tensor>[] down;
    private readonly UnetUpBlock[] up;
    private readonly nn.Module<Tensor, Tensor> bottleneck, outputBlock;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> heads;
    private readonly int spatialDims, inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...]; while training with deep supervision [B, 1 + heads, ...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Voxels under the kernels at each size, three sizes or more, one number or one an axis.</param>
    /// <param name="strides">How many times smaller each size is, as many.</param>
    /// <param name="upsampleKernelSize">How many times larger each size becomes on the way up, one fewer.</param>
    /// <param name="filters">Channels at each size; from 32 on, doubled, up to 320 in volumes and 512 in pictures, if null.</param>
    /// <param name="dropout">Dropout behind the convolutions, or its probability; none if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <param name="actName">The activation; leakyrelu with a slope of 0.01 if null.</param>
    /// <param name="deepSupervision">Whether smaller sizes have outputs of their own while training.</param>
    /// <param name="deepSuprNum">How many of them, fewer than the sizes less one.</param>
    /// <param name="resBlock">Whether blocks are residual.</param>
    /// <param name="transBias">Whether enlarging convolutions add a number per channel.</param>
    /// <exception cref="ArgumentException">The numbers of kernels, strides, channels or heads do not fit each other.</exception>
    public DynUNet(
        int spatialDims, int inChannels, int outChannels, Values<Values<int>> kernelSize, Values<Values<int>> strides, Values<Values<int>> upsampleKernelSize,
        Values<int>? filters = null, LayerSpec? dropout = null, LayerSpec? normName = null, LayerSpec? actName = null, bool deepSupervision = false,
        int deepSuprNum = 1, bool resBlock = false, bool transBias = false)
        : base(nameof(DynUNet))
    {
        var sizes = strides.Count;
        if (sizes < 3 || kernelSize.Count != sizes || upsampleKernelSize.Count < sizes - 1)
        {
            throw new ArgumentException($"DynUNet: there are {kernelSize.Count} kernels, {sizes} strides and {upsampleKernelSize.Count} enlargements; "
                + "three or more kernels, as many strides, and one enlargement fewer are expected.", nameof(kernelSize));
        }
        if (filters is not null && filters.Count < sizes)
        {
            throw new ArgumentException($"DynUNet: filters is {filters}; at least {sizes} numbers, one for each stride, are expected.", nameof(filters));
        }
        if (deepSupervision && (deepSuprNum < 1 || deepSuprNum >= sizes - 1))
        {
            throw new ArgumentException($"DynUNet: deepSuprNum is {deepSuprNum}; 1 to {sizes - 2} is expected.", nameof(deepSuprNum));
        }
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(DynUNet), spatialDims), inChannels);
        var channels = filters ?? Values.From(Enumerable.Range(0, sizes).Select(i => Math.Min(32 << i, spatialDims == 3 ? 320 : 512)));
        var norm = normName ?? ("instance", new() { ["affine"] = true });
        var input = this.Part("input_block", Block(inChannels, channels[0], 0));
        var between = this.Parts("downsamples", Enumerable.Range(1, sizes - 2).Select(i => Block(channels[i - 1], channels[i], i)));
        bottleneck = this.Part("bottleneck", Block(channels[sizes - 2], channels[sizes - 1], sizes - 1));
        var upsamples = this.Parts("upsamples", Enumerable.Range(1, sizes - 1).Reverse().Select(i => new UnetUpBlock(
            spatialDims, channels[i], channels[i - 1], kernelSize[i], strides[i], upsampleKernelSize[i - 1], norm, actName, dropout, transBias)));
        (down, up) = ([input, .. between], [.. upsamples]);
        outputBlock = this.Part("output_block", new UnetOutBlock(spatialDims, channels[0], outChannels, dropout));
        heads = deepSupervision ? this.Parts<nn.Module<Tensor, Tensor>>("deep_supervision_heads", Enumerable.Range(1, deepSuprNum)
            .Select(i => new UnetOutBlock(spatialDims, channels[i], outChannels, dropout))) : [];
        this.Part("skip_layers", Skip(0));
        Initialization.Kaiming(this, slope: 0.01);

        nn.Module<Tensor, Tensor> Block(int from, int to, int size) => resBlock
            ? new UnetResBlock(spatialDims, from, to, kernelSize[size], strides[size], norm, actName, dropout)
            : new UnetBasicBlock(spatialDims, from, to, kernelSize[size], strides[size], norm, actName, dropout);

        // The reference's weights bear these names too: each size holds all smaller ones.
        nn.Module Skip(int size) => size == down.Length ? bottleneck : new NamedParts(
            ("downsample", down[size]), ("next_layer", Skip(size + 1)), ("upsample", up[^(size + 1)]),
            ("super_head", size > 0 && size <= heads.Count ? heads[size - 1] : null));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(DynUNet), x, spatialDims, inChannels);
        List<Tensor> features = [];
        var current = x;
        foreach (var block in down)
        {
            current = block.call(current);
            features.Add(current);
        }
        current = bottleneck.call(current);
        List<Tensor> others = [];
        for (var i = 0; i < up.Length; i++)
        {
            var size = up.Length - 1 - i;
            current = up[i].call(current, features[size]);
            if (training && size > 0 && size <= heads.Count)
            {
                others.Insert(0, heads[size - 1].call(current));
            }
        }
        var output = outputBlock.call(current);
        return others.Count == 0 ? output
            : stack([output, .. others.Select(one => nn.functional.interpolate(one, output.shape[2..], mode: InterpolationMode.Nearest))], 1);
    }
}
