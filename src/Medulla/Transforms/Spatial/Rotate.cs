using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Turns a 2-D or 3-D image about its middle.</summary>
/// <param name="Angle">Radians: one angle in 2-D; in 3-D about the first, second and third axis, or one for all three.</param>
/// <param name="KeepSize">Whether the result has the image's size; otherwise it is made large enough to hold all of it.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="AlignCorners">Whether source and result end at the centres of their outer voxels rather than at their faces; see <see cref="Sampling"/>.</param>
public sealed record Rotate(
    Values<double> Angle, bool KeepSize = true, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge, [property: PerKey] bool AlignCorners = false) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        if (source.Rank is not (2 or 3))
        {
            throw new ArgumentException($"2-D and 3-D images can be rotated; this one has {source.Rank} spatial axes.");
        }
        var rotation = AffineParameters.Rotation(source.Rank, [.. SpatialSize.PerAxis(Angle, source.Rank == 2 ? 1 : 3, "angle")]);
        var size = KeepSize ? source.Shape : Extent(source.Shape, rotation);
        var toSource = Deformation.Middle(source.Shape, 1) * rotation * Deformation.Middle(size, -1);
        return new(source.Through(toSource, size), toSource, new(Mode, PaddingMode, AlignCorners: AlignCorners));
    }

    /// <summary>The box around the turned image, in whole voxels.</summary>
    private static Values<long> Extent(Values<long> shape, Affine rotation)
        => Values.From(Enumerable.Range(0, shape.Count).Select(row =>
            (long)(Enumerable.Range(0, shape.Count).Sum(column => Math.Abs(rotation[row, column]) * shape[column]) + 0.5)));
}
