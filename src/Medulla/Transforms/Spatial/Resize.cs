using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Brings the image to another size; what it shows and where it ends stay the same.</summary>
/// <param name="SpatialSize">
/// Voxels along each axis, 0 or -1 for the image's own; more numbers than the image has axes give it further ones. One number, with
/// <see cref="Spatial.SizeMode.Longest"/>.
/// </param>
/// <param name="SizeMode">Whether sizes of all axes or that of the longest are given.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="AlignCorners">
/// Whether the centres of the outer voxels are kept in place rather than their faces; for linear and cubic interpolation, null otherwise.
/// </param>
/// <param name="AntiAliasing">Whether axes that shrink are smoothed by a Gaussian first.</param>
/// <param name="AntiAliasingSigma">Its standard deviation in voxels, for all axes or for each; (f - 1) / 2 for a shrinkage by f if null.</param>
/// <exception cref="ArgumentException">The longest axis is given by several numbers.</exception>
public sealed record Resize(
    Values<int> SpatialSize, SizeMode SizeMode = SizeMode.All, [property: PerKey] Interpolation Mode = Interpolation.Area,
    [property: PerKey] bool? AlignCorners = null, [property: PerKey] bool AntiAliasing = false,
    [property: PerKey] Values<double>? AntiAliasingSigma = null) : SpatialTransform
{
    /// <summary>How a size is meant.</summary>
    public SizeMode SizeMode { get; init; } = SizeMode == SizeMode.Longest && SpatialSize.Count != 1
        ? throw new ArgumentException($"Resize: SpatialSize is {SpatialSize}; the longest axis takes one number.")
        : SizeMode;

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var size = Size(source.Shape);
        var stretch = Stretch.Of(source.Shape, size, Smoothing(source.Shape, size));
        return new(source.Through(stretch.ToSource, size), stretch.ToSource, Corners(Mode, AlignCorners), stretch);
    }

    /// <summary>The sampling of a stretch.</summary>
    /// <exception cref="ArgumentException">Corners can be aligned, or explicitly not, only where voxels are blended.</exception>
    internal static Sampling Corners(Interpolation mode, bool? alignCorners, PadMode outside = PadMode.Constant)
        => alignCorners is null || Stretching.Plain(mode) is Interpolation.Linear or Interpolation.Cubic
            ? new(mode, outside, AlignCorners: alignCorners ?? false)
            : throw new ArgumentException($"AlignCorners is {alignCorners} with {mode} interpolation; it is for linear and cubic, leave it null otherwise.");

    private protected override MetaTensor Run(MetaTensor image, Call call)
    {
        if (SizeMode == SizeMode.Longest || SpatialSize.Count <= image.SpatialShape.Count)
        {
            return base.Run(image, call);
        }
        var wide = Widened(image.Grid);
        var mapping = Map(wide);
        return image.WithData(image.Data.reshape([image.Channels, .. wide.Shape]))
            .Resample(mapping, call.Lazy ?? Lazy).Push(new(this, image.Grid, Drawn: mapping));
    }

    /// <summary>Of an image that was given further axes: they are taken away again.</summary>
    protected override MetaTensor Undo(MetaTensor image, AppliedOperation operation)
    {
        var narrow = image.Resample(((Mapping)operation.Drawn!).Inverse(Widened(operation.Source)));
        return narrow.WithData(narrow.Data.reshape([narrow.Channels, .. operation.Source.Shape]));
    }

    private Grid Widened(Grid grid)
        => grid with { Shape = Values.From(grid.Shape.Concat(Enumerable.Repeat(1L, SpatialSize.Count - grid.Rank))) };

    private Values<long> Size(Values<long> own)
    {
        if (SizeMode == SizeMode.Longest)
        {
            var scale = (double)SpatialSize[0] / own.Max();
            return Values.From(own.Select(n => (long)Math.Round(n * scale)));
        }
        return SpatialSize.Count == own.Count
            ? Transforms.SpatialSize.Resolve(SpatialSize, own)
            : throw new ArgumentException($"SpatialSize is {SpatialSize}; an image with {own.Count} spatial axes takes {own.Count} numbers (-1 for an axis that is to stay).");
    }

    private Values<double>? Smoothing(Values<long> from, Values<long> to)
    {
        if (!AntiAliasing || from.Zip(to).All(pair => pair.Second >= pair.First))
        {
            return null;
        }
        var given = AntiAliasingSigma is null ? null : Transforms.SpatialSize.PerAxis(AntiAliasingSigma, from.Count, "anti_aliasing_sigma").ToArray();
        return Values.From(from.Zip(to).Select((pair, axis) =>
            pair.First <= pair.Second ? 0 : given?[axis] ?? ((double)pair.First / pair.Second - 1) / 2));
    }
}
