using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Rotates, shears, shifts and scales the image about its middle, in this order and in one interpolation.</summary>
/// <param name="RotateParams">Radians: one angle in 2-D; about the first, second and third axis in 3-D.</param>
/// <param name="ShearParams">Two coefficients in 2-D (x by y, y by x), six in 3-D.</param>
/// <param name="TranslateParams">Voxels, for each axis.</param>
/// <param name="ScaleParams">Factors, for each axis.</param>
/// <param name="Affine">The whole map instead of these: from the middle of the result to the middle of the image, in voxels.</param>
/// <param name="SpatialSize">Size of the result; 0, -1 or null for the image's own.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="Normalized">
/// Whether the map leads to normalised coordinates instead, in which the image reaches from -1 to 1; with splines, to voxel indices.
/// </param>
/// <param name="AlignCorners">Whether source and result end at the centres of their outer voxels rather than at their faces; see <see cref="Sampling"/>.</param>
/// <param name="ImageOnly">Whether a pipeline gets the image alone; otherwise it gets a pair of the image and the matrix [r + 1, r + 1] of the voxels' motion.</param>
[ReferenceName("Affine")]
public sealed record AffineTransform(
    Values<double>? RotateParams = null, Values<double>? ShearParams = null, Values<double>? TranslateParams = null, Values<double>? ScaleParams = null,
    Affine? Affine = null, Values<int>? SpatialSize = null, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Reflect, bool Normalized = false, bool AlignCorners = false, bool ImageOnly = false) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var size = Transforms.SpatialSize.Resolve(SpatialSize, source.Shape);
        var motion = Motion(source.Rank);
        var toSource = !Normalized ? Deformation.BetweenMiddles(size, source.Shape, motion)
            : (Mode >= Interpolation.Spline0 ? Affine.Identity(source.Rank) : Unnormalized(source.Shape)) * motion * Deformation.Middle(size, -1);
        return new(source.Through(InVoxels(source), size), toSource, new(Mode, PaddingMode, AlignCorners: AlignCorners));
    }

    private protected override object RunItem(MetaTensor image, Call call)
    {
        var moved = Run(image, call);
        return ImageOnly ? moved : (moved, AffineMatrices.Tensor(InVoxels(image.Grid).Resize(image.Affine.Rank)));
    }

    /// <summary>The motion of voxels that the image's affine follows.</summary>
    private Affine InVoxels(Grid source)
        => Deformation.Middle(source.Shape, 1) * Motion(source.Rank) * Deformation.Middle(Transforms.SpatialSize.Resolve(SpatialSize, source.Shape), -1);

    private Affine Motion(int rank)
        => Affine?.Resize(rank) ?? AffineParameters.Compose(rank, RotateParams ?? [], ShearParams ?? [], TranslateParams ?? [], ScaleParams ?? []);

    private static Affine Unnormalized(Values<long> shape)
        => Deformation.Middle(shape, 1) * Affine.Scaling([.. shape.Select(n => n / 2.0)]);
}
