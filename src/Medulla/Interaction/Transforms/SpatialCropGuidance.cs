using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Crops images to the bounding box of clicks or, where a box of the least size is larger along every axis, to one of that size around its
/// middle. The clicks move along, and the images' metadata tell where it was.
/// </summary>
/// <param name="Keys">Images to crop, [C, spatial...], all of one size.</param>
/// <param name="Guidance">Key of the clicks, two lists of voxel indices: into the object, and beside it.</param>
/// <param name="SpatialSize">
/// The least size, voxels along the last axes. For fewer axes than the image has, the first ones get the sizes of the image's axes from the second
/// on, as in the reference.
/// </param>
/// <param name="Margin">Voxels to add around the clicks, at each end: for all axes, or for each.</param>
/// <param name="MetaKeys">Keys of the images' metadata; made of the images' keys if null.</param>
/// <param name="MetaKeyPostfix">What comes after an image's key in that of its metadata, for all or for each; "meta_dict" if null.</param>
/// <param name="StartCoordKey">Name, in the metadata, of the first voxel.</param>
/// <param name="EndCoordKey">Name of the end (exclusive).</param>
/// <param name="OriginalShapeKey">Name of the shape before, channels first.</param>
/// <param name="CroppedShapeKey">Name of the shape after.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">A margin is negative; on a call, there are no clicks, or images differ in size.</exception>
public sealed record SpatialCropGuidance(
    Values<string> Keys, string Guidance, Values<int> SpatialSize, Values<int>? Margin = null, Values<string>? MetaKeys = null,
    Values<string>? MetaKeyPostfix = null, string StartCoordKey = "foreground_start_coord", string EndCoordKey = "foreground_end_coord",
    string OriginalShapeKey = "foreground_original_shape", string CroppedShapeKey = "foreground_cropped_shape", bool AllowMissingKeys = false)
    : GuidedCrop(Keys, MetaKeys, MetaKeyPostfix, StartCoordKey, EndCoordKey, OriginalShapeKey, CroppedShapeKey, AllowMissingKeys)
{
    private const int UsualMargin = 20;

    /// <summary>Voxels to add around the clicks.</summary>
    public Values<int> Margin { get; init; } = Margin is { } margin && margin.Any(m => m < 0)
        ? throw new ArgumentException($"SpatialCropGuidance: Margin is {margin}; it must be at least 0.") : Margin ?? UsualMargin;

    private protected override Sample Apply(Sample sample, Call call)
    {
        if (Keys.FirstOrDefault(key => !AllowMissingKeys || sample.ContainsKey(key)) is not { } first)
        {
            return sample;
        }
        var shape = sample.Image(first).SpatialShape;
        if (Keys.FirstOrDefault(key => sample.ContainsKey(key) && sample.Image(key).SpatialShape != shape) is { } other)
        {
            throw new ArgumentException($"'{first}' has {shape} voxels and '{other}' {sample.Image(other).SpatialShape}; all keys must have the same spatial shape.");
        }
        var clicks = At(Guidance, () => Clicks.Read(sample[Guidance]) is [var inside, var beside, ..] ? (Inside: Clicks.Points(inside), Beside: Clicks.Points(beside))
            : throw new ArgumentException("two lists of clicks are expected, into the object and beside it."));
        var (low, high) = At(Guidance, () => Box([.. clicks.Inside, .. clicks.Beside], shape));
        var size = Least(shape);
        long[] center = [.. low.Zip(high, (a, b) => (a + b) / 2)];
        var isSmall = low.Zip(high, (a, b) => b - a).Zip(size).All(axis => axis.First < axis.Second);
        if (isSmall && center.Length == 3)
        {
            center[0] = size[0] / 2;   // slices are taken from the middle of that many
        }
        var cropper = isSmall ? Around(center, size) : Between(low, high);
        var (start, end) = Ends(cropper);
        return Crop(sample, cropper, start, end).With(Guidance, new List<object?> { Moved(clicks.Inside, start), Moved(clicks.Beside, start) });
    }

    /// <summary>The box around clicks, with its margin, in the image.</summary>
    private (long[] Low, long[] High) Box(List<double[]> clicks, Values<long> shape)
    {
        if (clicks.Count == 0 || clicks.Exists(click => click.Length < shape.Count))
        {
            throw new ArgumentException($"there are {clicks.Count} clicks{(clicks.Count == 0 ? "" : ", some with too few numbers")}; at least one with {shape.Count} voxel indices is needed to crop around.");
        }
        var margin = Medulla.Transforms.SpatialSize.PerAxis(Margin, shape.Count, nameof(Margin)).ToArray();
        return (
            [.. shape.Select((_, axis) => Math.Max(clicks.Min(click => (long)click[axis]) - margin[axis], 0))],
            [.. shape.Select((n, axis) => Math.Min(n, clicks.Max(click => (long)click[axis]) + margin[axis] + 1))]);
    }

    private long[] Least(Values<long> shape)
    {
        long[] size = [.. SpatialSize.Skip(Math.Max(0, SpatialSize.Count - shape.Count)).Select(n => (long)n)];
        return [.. shape.Skip(1).Take(shape.Count - size.Length), .. size];
    }

    private static List<object?> Moved(List<double[]> clicks, long[] start)
        => [.. clicks.Select(click => (object?)Clicks.Item(click.Zip(start, (at, first) => (long)at - first)))];
}
