using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Gathers a user's clicks in a volume as it was read, and scales them to the size it has now.</summary>
/// <param name="RefImage">Key of the volume, without channels: [D, H, W] if <paramref name="DepthFirst"/>, else [H, W, D].</param>
/// <param name="Guidance">
/// Key for the clicks: lists into the object and beside it, of (D, H, W) if <paramref name="DepthFirst"/>; with two spatial axes, those of one slice
/// without the first number, and the number of the slice.
/// </param>
/// <param name="Foreground">Key of clicks into the object, (H, W, D) in the volume as it was read.</param>
/// <param name="Background">Key of clicks beside it.</param>
/// <param name="Axis">The axis along which slices lie.</param>
/// <param name="DepthFirst">Whether slices lie along the first axis now.</param>
/// <param name="SpatialDims">2 for a slice, 3 for the volume.</param>
/// <param name="SliceKey">Key of the number of the slice; the first one with clicks if the sample has none.</param>
/// <param name="MetaKeys">Key of the volume's metadata; its "spatial_shape" is the size as it was read.</param>
/// <param name="MetaKeyPostfix">What comes after <paramref name="RefImage"/> in that key, where it is not given.</param>
/// <exception cref="ArgumentException">On a call: slices come first and yet another axis is given, or there are no clicks in the slice.</exception>
public sealed record AddGuidanceFromPoints(
    string RefImage, string Guidance = "guidance", string Foreground = "foreground", string Background = "background", int Axis = 0, bool DepthFirst = true,
    int SpatialDims = 2, string SliceKey = "slice", string? MetaKeys = null, string MetaKeyPostfix = SampleMetadata.Postfix)
    : SampleTransform(RefImage)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var factor = At(RefImage, () =>
        {
            var before = SampleMetadata.Numbers(SampleMetadata.Of(sample, MetaKeys ?? $"{RefImage}_{MetaKeyPostfix}"), "spatial_shape");
            return DepthFirst && Axis != 0
                ? throw new ArgumentException($"Axis is {Axis}; it must be 0 where DepthFirst says that slices come first.")
                : ClickScale.Of(sample.Image(RefImage).Data.shape, DepthFirst ? LastFirst(before) : before);
        });
        var (inside, beside) = (At(Foreground, () => Given(sample[Foreground])), At(Background, () => Given(sample[Background])));
        if (SpatialDims != 2)
        {
            return sample.With(Guidance, new List<object?> { Clicks.Scaled(inside, factor), Clicks.Scaled(beside, factor) });
        }
        var slice = Slice([.. Clicks.Points(inside).Concat(Clicks.Points(beside)).Select(click => (long)click[Axis])], sample.GetValueOrDefault(SliceKey));
        return sample.With(Guidance, new List<object?> { InSlice(inside), InSlice(beside), slice });

        List<object?> InSlice(List<object?> clicks)
            => [.. Clicks.Scaled([.. clicks.Where(click => (long)Clicks.Numbers(click)[Axis] == slice)], factor).Select(click => (object?)Clicks.Read(click).Skip(1).ToList())];
    }

    private long Slice(long[] clicked, object? asked)
    {
        if (clicked.Length == 0)
        {
            throw new ArgumentException($"there are no clicks under '{Foreground}' or '{Background}'; at least one is needed to know the slice.");
        }
        if (asked is null)
        {
            return clicked.Min();
        }
        return (long)Clicks.Number(asked) is var slice && clicked.Contains(slice) ? slice
            : throw new ArgumentException($"there are no clicks in slice {slice}, but in {string.Join(", ", clicked.Distinct().Order())}.");
    }

    private List<object?> Given(object? clicks)
        => [.. Clicks.Points(clicks).Select(click => Array.ConvertAll(click, at => (long)at)).Select(click => (object?)Clicks.Item(DepthFirst ? LastFirst(click) : click))];

    private static long[] LastFirst(long[] numbers) => numbers.Length == 0 ? [] : [numbers[^1], .. numbers[..^1]];
}
