using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>
/// A registration network with a wide first kernel and a displacement of each voxel. Hu et al., Weakly-supervised convolutional neural networks
/// for multimodal image registration (2018).
/// </summary>
public sealed class LocalNet : RegUNet
{
    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numChannelInitial">Channels at the input's size; each level down has twice as many.</param>
    /// <param name="extractLevels">Levels that make up the output; the largest is how often the size is halved. 0 is the input's size.</param>
    /// <param name="outKernelInitializer">How the last convolutions begin.</param>
    /// <param name="outActivation">What follows them; nothing if null.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="pooling">Whether sizes are halved by taking the largest value, not by a convolution.</param>
    /// <param name="useAdditiveSampling">Whether features are enlarged by interpolation too, and both ways added.</param>
    /// <param name="concatSkip">Whether features of the way down are put beside those of the way up, not added.</param>
    /// <param name="mode">The kind of that interpolation.</param>
    /// <param name="alignCorners">Whether it keeps the outer voxels' centres in place.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public LocalNet(
        int spatialDims, int inChannels, int numChannelInitial, Values<int> extractLevels, KernelInitializer outKernelInitializer = KernelInitializer.KaimingNormal,
        LayerSpec? outActivation = null, int outChannels = 3, bool pooling = true, bool useAdditiveSampling = true, bool concatSkip = false,
        InterpolateMode mode = InterpolateMode.Nearest, bool? alignCorners = null)
        : base(
            Plan(spatialDims, inChannels, numChannelInitial, extractLevels, pooling, useAdditiveSampling, concatSkip, mode, alignCorners),
            outKernelInitializer, outActivation, outChannels)
    {
    }

    private static RegUNetPlan Plan(
        int spatialDims, int inChannels, int numChannelInitial, Values<int> extractLevels, bool pooling, bool additive, bool concatSkip, InterpolateMode mode, bool? alignCorners)
    {
        var depth = extractLevels.DefaultIfEmpty().Max();
        var plan = new RegUNetPlan(
            nameof(LocalNet), spatialDims, inChannels, numChannelInitial, depth, extractLevels, pooling, concatSkip, Values.From(Enumerable.Repeat(3, Math.Max(depth, 0)).Prepend(7)));
        return plan with
        {
            Bottom = (from, to) => RegistrationLayers.Block(spatialDims, from, to),
            Enlarge = additive ? (from, to) => new AdditiveUpSampleBlock(spatialDims, from, to, mode, alignCorners) : plan.Enlarge,
        };
    }
}
