using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>
/// Crops regions of images around boxes or away from them, with the parts of boxes inside; one sample becomes several. Regions that
/// would reach beyond the image are moved inside.
/// </summary>
/// <param name="ImageKeys">Keys of images, all of one size.</param>
/// <param name="BoxKeys">The key of the boxes, [N, 4] or [N, 6] in the standard mode.</param>
/// <param name="LabelKeys">Keys of what belongs to the boxes, such as labels and scores.</param>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
/// <param name="Pos">Weight of boxes; a region is around one with probability Pos / (Pos + Neg).</param>
/// <param name="Neg">Weight of the rest.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="WholeBox">Whether regions around a box aim to hold all of it.</param>
/// <param name="ThreshImageKey">The key of an image above whose threshold the rest may lie; anywhere if null.</param>
/// <param name="ImageThreshold">See <paramref name="ThreshImageKey"/>.</param>
/// <param name="FgIndicesKey">Key of voxels (row-major indices) that regions around boxes have for middles, if known beforehand.</param>
/// <param name="BgIndicesKey">Key of those that other regions have for middles.</param>
/// <param name="AllowSmaller">Whether images smaller than a region are allowed; the result is then smaller too.</param>
/// <param name="AllowMissingKeys">Whether images that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">A weight is negative or both are 0, there is no image, or there are several keys of boxes.</exception>
public sealed record RandCropBoxByPosNegLabel(
    Values<string> ImageKeys, Values<string> BoxKeys, Values<string> LabelKeys, Values<int> SpatialSize, double Pos = 1, double Neg = 1, int NumSamples = 1,
    bool WholeBox = true, string? ThreshImageKey = null, double ImageThreshold = 0, string? FgIndicesKey = null, string? BgIndicesKey = null,
    bool AllowSmaller = false, bool AllowMissingKeys = false) : SampleTransform(ImageKeys, AllowMissingKeys)
{
    private readonly string box = BoxItem.Single(BoxKeys, nameof(BoxKeys));

    /// <summary>Keys of images.</summary>
    public Values<string> ImageKeys { get; init; } = ImageKeys.Count > 0 ? ImageKeys : throw new ArgumentException("RandCropBoxByPosNegLabel: there is no key of an image.");

    /// <summary>Weight of boxes.</summary>
    public double Pos { get; init; } = Pos >= 0 && Neg >= 0 && Pos + Neg > 0 ? Pos
        : throw new ArgumentException($"RandCropBoxByPosNegLabel: Pos is {Pos} and Neg {Neg}; they must be at least 0 and not both 0.");

    /// <summary>Number of regions.</summary>
    public int NumSamples { get; init; } = Check.Positive(NumSamples);

    /// <inheritdoc/>
    public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

    private protected override object? Run(Sample sample, Call call)
    {
        var shape = sample.Image(ImageKeys[0]).SpatialShape;
        var size = Medulla.Transforms.SpatialSize.Resolve(SpatialSize, shape);
        var centers = At(box, () => Centers(sample, shape, size, (call.Random ?? Generators.Unseeded(this)!).Own));
        var rest = new[] { FgIndicesKey, BgIndicesKey }.OfType<string>().Aggregate(sample, (left, key) => left.Without(key));
        return centers.Select(center =>
        {
            var around = new SpatialCrop(Values.From(center.Select(at => (int)at)), Values.From(size.Select(n => (int)n)));
            return (object?)Crop(rest, Values.From(around.RoiSlices!.Zip(shape, (slice, n) => slice.Start.Value..Math.Min(slice.End.Value, (int)n))), call);
        }).ToList();
    }

    private Sample Crop(Sample sample, Values<Range> region, Call call)
    {
        var cropped = ForEachKey(sample, (key, _) => ((ITransform)new SpatialCrop(RoiSlices: region)).Run(sample[key], call));
        using var scope = NewDisposeScope();
        var (boxes, keep) = BoxConversion.SpatialCropBoxes(
            sample.Image(box).Data, [.. region.Select(slice => slice.Start.Value)], [.. region.Select(slice => slice.End.Value)]);
        return LabelKeys.Aggregate(
            cropped.With(box, Item.Like(sample[box], boxes.MoveToOuterDisposeScope())), (result, key) => result.With(key, At(key, () => BoxItem.Kept(sample, key, keep))));
    }

    private Values<Values<long>> Centers(Sample sample, Values<long> shape, Values<long> size, RandomState random)
    {
        using var scope = NewDisposeScope();
        var (foreground, background) = VoxelIndices.In(sample, FgIndicesKey) is { } inside && VoxelIndices.In(sample, BgIndicesKey) is { } outside
            ? (VoxelSet.Of(inside), VoxelSet.Of(outside))
            : Masks(Middles(sample.Image(box).Data, shape, size), ThreshImageKey is null ? null : sample.Image(ThreshImageKey).Data);
        return CropCenters.AroundLabel(SpatialSize, NumSamples, Pos / (Pos + Neg), shape, foreground, background, random, AllowSmaller);
    }

    private (VoxelSet Foreground, VoxelSet Background) Masks(Tensor label, Tensor? image)
    {
        var (foreground, background) = VoxelIndices.Masks(label, image, ImageThreshold);
        return (new MaskedVoxels(foreground), new MaskedVoxels(background));
    }

    /// <summary>Where the middles of regions around boxes may lie, [1, spatial...], bool.</summary>
    private Tensor Middles(Tensor boxes, Values<long> shape, Values<long> size)
    {
        var mask = zeros([1, .. shape], ScalarType.Bool);
        if (boxes.shape[0] == 0)
        {
            return mask;
        }
        var axes = shape.Count;
        var numbers = boxes.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        foreach (var corners in numbers.Chunk(2 * axes))
        {
            using var scope = NewDisposeScope();
            var ranges = Enumerable.Range(0, axes).Select(axis =>
            {
                var (start, end) = Extended((long)Math.Ceiling(corners[axis]), (long)Math.Floor(corners[axis + axes]), size[axis] / 2);
                return (Start: Math.Clamp(start, 0, shape[axis]), End: Math.Clamp(end, 0, shape[axis]));
            }).ToList();
            if (ranges.TrueForAll(range => range.End > range.Start))
            {
                ranges.Index().Aggregate(mask, (part, range) => part.narrow(range.Index + 1, range.Item.Start, range.Item.End - range.Item.Start)).fill_(true);
            }
        }
        return mask;
    }

    /// <summary>Middles along one axis, for a box from start to stop and half the size of a region.</summary>
    private (long Start, long End) Extended(long start, long stop, long half)
    {
        if (!WholeBox)
        {
            return (start - half + 1, stop + half - 1);
        }
        var first = Math.Min(stop - half - 1, start);
        return (first, Math.Max(first + half, stop));
    }
}
