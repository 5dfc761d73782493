using Medulla.Data;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Cuts images into patches of one size that lie in rows.</summary>
/// <param name="PatchSize">Size of the patches, one for all axes or one for each; 0 means the image's size.</param>
/// <param name="Overlap">What neighbours have in common, one for all axes or one for each: whole numbers count voxels, others are shares of a patch in [0, 1); nothing if null.</param>
/// <param name="Offset">Where the first patch begins, one for all axes or one for each; before the image where it is negative, which needs padding.</param>
/// <param name="FilterFn">Whether to keep a patch, by what it shows and where it begins; all are kept if null.</param>
/// <param name="PadMode">What surrounds the images so that patches cover all of them; null for no padding, and then patches that reach over the end are left out.</param>
/// <param name="PadValue">The value of <see cref="PadMode.Constant"/>.</param>
/// <param name="Device">Where the patches go; they stay if null.</param>
/// <exception cref="ArgumentException">An overlap lies outside its bounds, or there is an offset to pad for but no padding.</exception>
public sealed record SlidingWindowSplitter(
    Values<int> PatchSize, Values<PatchOverlap>? Overlap = null, Values<int>? Offset = null, Func<Tensor, Values<long>, bool>? FilterFn = null,
    PadMode? PadMode = PadMode.Constant, double PadValue = 0, Device? Device = null) : Splitter
{
    /// <summary>What neighbours have in common.</summary>
    public Values<PatchOverlap>? Overlap { get; init; } = Overlap?.Any(one => one.Amount < 0 || (one.IsShare && one.Amount >= 1)) != true ? Overlap
        : throw new ArgumentOutOfRangeException(
            nameof(Overlap), Overlap, "SlidingWindowSplitter: a share must lie in [0, 1), and voxels must be at least 0 (given as a whole number, not as 2.0).");

    /// <summary>Where the first patch begins.</summary>
    public Values<int>? Offset { get; init; } = PadMode is not null || Offset?.Any(one => one < 0) != true ? Offset
        : throw new ArgumentException($"SlidingWindowSplitter: offset is {Offset} and there is no padding; patches before the image need a pad_mode.");

    /// <inheritdoc/>
    public override Values<long> GetInputShape(Tensor inputs) => Values.From(inputs.shape.Skip(2));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameters do not fit the images.</exception>
    public override Values<long> GetPaddedShape(Tensor inputs) => Values.From(Plan(GetInputShape(inputs)).Select(axis => axis.Before + axis.Length + axis.After));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameters do not fit the images.</exception>
    public override IEnumerable<(Tensor Patch, Values<long> Location)> Split(Tensor inputs)
    {
        var plan = Plan(GetInputShape(inputs));
        var padded = Borders.Apply(inputs.flatten(0, 1), [.. plan.Select(axis => (axis.Before, axis.After))], PadMode ?? Transforms.PadMode.Constant, PadValue)
            .view([.. inputs.shape.AsSpan(0, 2), .. plan.Select(axis => axis.Before + axis.Length + axis.After)]);
        var starts = Patches.IterPatchPosition(
            Values.From(padded.shape.Skip(2)), Values.From(plan.Select(axis => (int?)axis.Patch)),
            Values.From(plan.Select(axis => axis.Start + axis.Before)), Values.From(plan.Select(axis => axis.Overlap.Amount)));
        foreach (var start in starts)
        {
            var patch = plan.Select((axis, number) => (axis.Patch, number)).Aggregate(padded, (part, axis) => part.narrow(axis.number + 2, start[axis.number], axis.Patch));
            patch = Device is null ? patch : patch.to(Device);
            var location = Values.From(start.Select((first, axis) => first - plan[axis].Before));
            if (FilterFn?.Invoke(patch, location) != false)
            {
                yield return (patch, location);
            }
        }
    }

    private Axis[] Plan(Values<long> shape) => [.. shape.Select((length, axis) =>
    {
        var asked = PerAxis(PatchSize, axis, shape.Count, "patch_size");
        var patch = asked == 0 ? length : asked;
        var overlap = asked == 0 ? 0L : PerAxis(Overlap ?? (PatchOverlap)0L, axis, shape.Count, "overlap");
        var offset = PerAxis(Offset ?? 0, axis, shape.Count, "offset");
        var step = (long)Math.Round(patch - overlap.Voxels(patch));
        if (step < 1)
        {
            throw new ArgumentException($"SlidingWindowSplitter: patches of {patch} voxels have {overlap} in common; there must be a next one, so it must be less.");
        }
        if (offset < -patch || offset >= length)
        {
            throw new ArgumentException($"SlidingWindowSplitter: offset is {offset}; for patches of {patch} in an image of {length} it must lie in [{-patch}, {length - 1}].");
        }
        // As many voxels as lack for a last whole patch.
        var lack = asked == 0 ? 0 : (((offset - length + patch) % step) + step) % step;
        return PadMode is null ? new Axis(length, patch, overlap, offset, 0, 0) : new Axis(length, patch, overlap, offset, -Math.Min(offset, 0), lack);
    })];

    private static T PerAxis<T>(Values<T> values, int axis, int axes, string name)
        => values.Count == 1 || values.Count == axes ? values.Cyclic(axis)
            : throw new ArgumentException($"SlidingWindowSplitter: {name} is {values}; one value or {axes} (one for each spatial axis) are expected.");

    private readonly record struct Axis(long Length, long Patch, PatchOverlap Overlap, long Start, long Before, long After);
}
