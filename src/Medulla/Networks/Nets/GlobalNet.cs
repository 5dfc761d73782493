using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>
/// A registration network whose displacements are those of one affine transform. Hu et al., Label-driven weakly-supervised learning for multimodal
/// deformable image registration (2018).
/// </summary>
public sealed class GlobalNet : RegUNet
{
    /// <summary>[B, C, spatial...] to displacements in voxels [B, axes, spatial...].</summary>
    /// <param name="imageSize">The spatial sizes, multiples of 2^<paramref name="depth"/>.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numChannelInitial">Channels at the input's size; each level down has twice as many.</param>
    /// <param name="depth">How often the size is halved, at least 1.</param>
    /// <param name="outKernelInitializer">Accepted for configurations' sake; the transform begins as the identity.</param>
    /// <param name="outActivation">Accepted for configurations' sake; nothing follows the transform.</param>
    /// <param name="pooling">Whether sizes are halved by taking the largest value, not by a convolution.</param>
    /// <param name="concatSkip">Of no meaning: there is no way up.</param>
    /// <param name="encodeKernelSizes">Odd kernel sizes on the way down, one number or one a level; 3 if null.</param>
    /// <param name="saveTheta">Whether <see cref="Head"/> keeps each call's transform.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another, or are out of range.</exception>
    public GlobalNet(
        Values<int> imageSize, int spatialDims, int inChannels, int numChannelInitial, int depth, KernelInitializer outKernelInitializer = KernelInitializer.KaimingNormal,
        LayerSpec? outActivation = null, bool pooling = true, bool concatSkip = false, Values<int>? encodeKernelSizes = null, bool saveTheta = false)
        : this(
            new RegUNetPlan(nameof(GlobalNet), spatialDims, inChannels, numChannelInitial, depth, null, pooling, concatSkip, encodeKernelSizes),
            imageSize.All(n => n % (1 << depth) == 0) ? imageSize : throw new ArgumentException(
                $"GlobalNet: imageSize is {imageSize} and depth {depth}; multiples of {1 << depth} are expected.", nameof(imageSize)),
            saveTheta)
    {
    }

    private GlobalNet(RegUNetPlan plan, Values<int> imageSize, bool saveTheta)
        : this(plan, new AffineHead(plan.SpatialDims, imageSize, Values.From(imageSize.Select(n => n >> plan.Depth)), plan.Channels[^1], saveTheta))
    {
    }

    private GlobalNet(RegUNetPlan plan, AffineHead head)
        : base(plan, owner => owner.Part("output_block", head).call)
        => Head = head;

    /// <summary>The part that makes the transform.</summary>
    public AffineHead Head { get; }
}
