using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A U-Net for registration: from moving and fixed image, as channels of one input, to displacements, put together from several sizes.
/// Ronneberger et al., U-Net (2015), with the changes of Fu et al., DeepReg (2020).
/// </summary>
public class RegUNet : Block
{
    private readonly RegUNetPlan plan;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> encodeConvs, encodePools, decodeDeconvs, decodeConvs;
    private readonly nn.Module<Tensor, Tensor> bottomBlock;
    private readonly Func<IReadOnlyList<Tensor>, Values<int>, Tensor> output;

    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numChannelInitial">Channels at the input's size; each level down has twice as many.</param>
    /// <param name="depth">How often the size is halved, at least 1.</param>
    /// <param name="outKernelInitializer">How the last convolutions begin.</param>
    /// <param name="outActivation">What follows them; nothing if null.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="extractLevels">Levels that make up the output, <paramref name="depth"/> among them; it alone if null. 0 is the input's size.</param>
    /// <param name="pooling">Whether sizes are halved by taking the largest value, not by a convolution.</param>
    /// <param name="concatSkip">Whether features of the way down are put beside those of the way up, not added.</param>
    /// <param name="encodeKernelSizes">Odd kernel sizes on the way down, one number or one a level; 3 if null.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public RegUNet(
        int spatialDims, int inChannels, int numChannelInitial, int depth, KernelInitializer outKernelInitializer = KernelInitializer.KaimingNormal,
        LayerSpec? outActivation = null, int outChannels = 3, Values<int>? extractLevels = null, bool pooling = true, bool concatSkip = false, Values<int>? encodeKernelSizes = null)
        : this(
            new RegUNetPlan(nameof(RegUNet), spatialDims, inChannels, numChannelInitial, depth, extractLevels, pooling, concatSkip, encodeKernelSizes),
            outKernelInitializer, outActivation, outChannels)
    {
    }

    private protected RegUNet(RegUNetPlan plan, KernelInitializer outKernelInitializer, LayerSpec? outActivation, int outChannels)
        : this(plan, owner => owner.Part("output_block", new RegistrationExtractionBlock(
            plan.SpatialDims, plan.ExtractLevels, plan.Channels, outChannels, outKernelInitializer, outActivation)).call)
    {
    }

    private protected RegUNet(RegUNetPlan plan, Func<RegUNet, Func<IReadOnlyList<Tensor>, Values<int>, Tensor>> makeOutput)
        : base(plan.Owner)
    {
        this.plan = plan;
        var channels = plan.Channels;
        var down = Enumerable.Range(0, plan.Depth).ToList();
        var up = Enumerable.Range(plan.ExtractLevels.Min(), plan.Depth - plan.ExtractLevels.Min()).Reverse().ToList();
        encodeConvs = this.Parts("encode_convs", down.Select(d => plan.Residual(d == 0 ? plan.InChannels : channels[d - 1], channels[d], plan.KernelSizes.Cyclic(d))));
        encodePools = this.Parts("encode_pools", down.Select(d => (nn.Module<Tensor, Tensor>)new RegistrationDownSampleBlock(plan.SpatialDims, channels[d], plan.Pooling)));
        bottomBlock = this.Part("bottom_block", plan.Bottom(channels[^2], channels[^1]));
        decodeDeconvs = this.Parts("decode_deconvs", up.Select(d => plan.Enlarge(channels[d + 1], channels[d])));
        decodeConvs = this.Parts("decode_convs", up.Select(d => plan.Residual(plan.ConcatSkip ? 2 * channels[d] : channels[d], channels[d], 3)));
        output = makeOutput(this);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var shape = x.shape;
        if (shape.Length != plan.SpatialDims + 2 || shape[1] != plan.InChannels || shape.Skip(2).Any(n => n % (1L << plan.Depth) != 0))
        {
            throw new ArgumentException(
                $"{plan.Owner}: the input is [{string.Join(", ", shape)}]; a batch, {plan.InChannels} channels and {plan.SpatialDims} spatial axes, multiples of {1L << plan.Depth}, "
                + "are expected. Pad the images, for instance by DivisiblePad.");
        }
        List<Tensor> skips = [];
        var current = x;
        foreach (var (conv, pool) in encodeConvs.Zip(encodePools))
        {
            var skip = conv.call(current);
            current = pool.call(skip);
            skips.Add(skip);
        }
        List<Tensor> levels = [bottomBlock.call(current)];
        for (var i = 0; i < decodeConvs.Count; i++)
        {
            var enlarged = decodeDeconvs[i].call(levels[^1]);
            levels.Add(decodeConvs[i].call(plan.ConcatSkip ? cat([enlarged, skips[^(i + 1)]], 1) : enlarged + skips[^(i + 1)]));
        }
        return output(levels, Values.From(shape.Skip(2).Select(n => (int)n)));
    }
}
