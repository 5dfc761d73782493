using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms.CropPad;

namespace Medulla.Transforms.Spatial;

/// <summary>Magnifies or shrinks the image; it may keep its size, cropped or padded around the middle.</summary>
/// <param name="ZoomFactor">Factor for each axis, or one for all; the new size is rounded down.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What to pad with.</param>
/// <param name="AlignCorners">See <see cref="Resize"/>.</param>
/// <param name="KeepSize">Whether the result has the image's size.</param>
/// <exception cref="ArgumentOutOfRangeException">A factor is not above 0.</exception>
[IgnoresUnknownArguments]
public sealed record Zoom(
    [ReferenceName("zoom")] Values<double> ZoomFactor, [property: PerKey] Interpolation Mode = Interpolation.Area,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge, [property: PerKey] bool? AlignCorners = null, bool KeepSize = true) : SpatialTransform
{
    /// <summary>Factor for each axis, or one for all.</summary>
    [ReferenceName("zoom")]
    public Values<double> ZoomFactor { get; init; } = Values.From(ZoomFactor.Select(factor => Check.Positive(factor, nameof(ZoomFactor))));

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var factors = SpatialSize.PerAxis(ZoomFactor, source.Rank, "zoom");
        var size = Values.From(source.Shape.Zip(factors, (n, factor) => (long)Math.Floor(n * factor)));
        if (size.Any(n => n < 1))
        {
            throw new ArgumentException($"an image of {source.Shape} voxels has none left when zoomed by {ZoomFactor}.");
        }
        var stretch = Stretch.Of(source.Shape, size);
        var zoomed = source.Through(stretch.ToSource, size);
        var sampling = Resize.Corners(Mode, AlignCorners, PaddingMode);
        if (!KeepSize || size.Equals(source.Shape))
        {
            return new(zoomed, stretch.ToSource, sampling, stretch);
        }
        var window = new ResizeWithPadOrCrop(Values.From(source.Shape.Select(n => (int)n))).Map(zoomed);
        return new(window.Target, stretch.ToSource * window.ToSource, sampling, stretch);
    }
}
