using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Medulla.Imaging.Kernels.Resampling.Padding;

namespace Medulla.Networks.Nets;

/// <summary>Brings a moving image to a fixed one by displacements that a network predicts for the pair. Balakrishnan et al., VoxelMorph (2019).</summary>
[ReferenceName("voxelmorph")]
public sealed class VoxelMorph : MultiBlock
{
    private readonly int spatialDims;
    private readonly bool halfRes;
    private readonly nn.Module<Tensor, Tensor> backbone;
    private readonly DVF2DDF? integrate;
    private readonly Warp warp;

    /// <summary>Two images to the warped first one and its displacements.</summary>
    /// <param name="backbone">From both images as channels to [B, axes, spatial...]; if null, the paper's <see cref="VoxelMorphUNet"/> for images of one channel.</param>
    /// <param name="integrationSteps">Steps of <see cref="DVF2DDF"/> by which predictions, as velocities, become smooth displacements; if 0 they are displacements.</param>
    /// <param name="halfRes">Whether that happens at half the size.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not 2 or 3 axes.</exception>
    public VoxelMorph(nn.Module<Tensor, Tensor>? backbone = null, int integrationSteps = 7, bool halfRes = false, int spatialDims = 3)
        : base(nameof(VoxelMorph))
    {
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"VoxelMorph: spatialDims is {spatialDims}; 2 or 3 is expected.");
        this.halfRes = halfRes;
        this.backbone = this.Part("backbone", backbone ?? new VoxelMorphUNet(spatialDims, 2, 32, [16, 32, 32, 32, 32, 32], [16, 16]));
        integrate = integrationSteps > 0 ? this.Part("dvf2ddf", new DVF2DDF(integrationSteps)) : null;
        warp = this.Part("warp", new Warp(Interpolation.Linear, Padding.Zeros));
    }

    /// <summary>Registers images.</summary>
    /// <param name="moving">The image to move [B, C, spatial...].</param>
    /// <param name="fixed">The image to move it to, of the same shape.</param>
    /// <returns>The moved image, and the displacements in voxels [B, axes, spatial...].</returns>
    /// <exception cref="ArgumentException">The images differ in shape, or what the backbone makes of them is no field over them.</exception>
    public (Tensor Warped, Tensor Ddf) call(Tensor moving, Tensor @fixed) => ModuleParts.Scoped(() =>
    {
        var shape = moving.shape;
        if (!shape.AsSpan().SequenceEqual(@fixed.shape))
        {
            throw new ArgumentException(
                $"VoxelMorph: the moving image is [{string.Join(", ", shape)}] and the fixed one [{string.Join(", ", @fixed.shape)}]; the same shape is expected.", nameof(@fixed));
        }
        var field = backbone.call(cat([moving, @fixed], 1));
        long[] expected = [shape[0], spatialDims, .. shape[2..]];
        if (!field.shape.AsSpan().SequenceEqual(expected))
        {
            throw new ArgumentException($"VoxelMorph: the backbone gives [{string.Join(", ", field.shape)}]; [{string.Join(", ", expected)}], a displacement of each voxel, is expected.");
        }
        field = halfRes ? Resized(field, 0.5) * 2.0 : field;
        field = integrate?.call(field) ?? field;
        field = halfRes ? Resized(field * 0.5, 2) : field;
        return (warp.call(moving, field), field);
    });

    private Tensor Resized(Tensor field, double factor) => nn.functional.interpolate(
        field, scale_factor: [.. Enumerable.Repeat(factor, spatialDims)], mode: Interpolate.Native(InterpolateMode.Linear, spatialDims), align_corners: true);
}
