using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Where patches lie in arrays of any number of axes, and the patches themselves. Array sizes here count every axis, channels included.</summary>
public static class Patches
{
    /// <summary>The patch size that fits an array: 0, null and axes that are not named stand for the whole axis, larger ones end with it.</summary>
    public static Values<long> GetValidPatchSize(Values<long> imageSize, Values<int?> patchSize)
        => Values.From(imageSize.Select((size, axis) => Math.Min(size, patchSize.ElementAtOrDefault(axis) is { } asked and not 0 ? asked : size)));

    /// <summary>A patch at a random place.</summary>
    /// <param name="dims">Size of the array.</param>
    /// <param name="patchSize">Size of the patch, as of <see cref="GetValidPatchSize"/>.</param>
    /// <param name="randState">What to draw from; unforeseeable if null.</param>
    public static IReadOnlyList<Range> GetRandomPatch(Values<long> dims, Values<long> patchSize, RandomState? randState = null)
    {
        randState ??= new RandomState();
        return [.. dims.Zip(patchSize, (size, patch) => Slice(size > patch ? randState.RandInt(0, size - patch + 1) : 0, patch))];
    }

    /// <summary>The first index of each patch, the last axis running fastest.</summary>
    /// <param name="imageSize">Size of the array.</param>
    /// <param name="patchSize">Size of the patches; see <see cref="GetValidPatchSize"/>.</param>
    /// <param name="startPos">Where the first patch lies; 0 along axes that are not named.</param>
    /// <param name="overlap">How much neighbours share, one number for all axes or one for each: below 1 a share of the patch, from 1 on a number of elements.</param>
    /// <param name="padded">Whether patches may reach beyond the end.</param>
    /// <exception cref="ArgumentException">Neighbours share so much that there is no next patch, or the overlaps do not match the axes.</exception>
    public static IEnumerable<Values<long>> IterPatchPosition(
        Values<long> imageSize, Values<int?> patchSize, Values<long>? startPos = null, Values<double>? overlap = null, bool padded = false)
    {
        var size = GetValidPatchSize(imageSize, patchSize);
        var shared = SpatialSize.PerAxis(overlap ?? 0, imageSize.Count, "overlap").ToArray();
        var axes = imageSize.Select((length, axis) =>
            Starts(startPos?.ElementAtOrDefault(axis) ?? 0, padded ? length : length - size[axis] + 1, Step(size[axis], shared[axis])).ToArray()).ToArray();
        return Product(axes);
    }

    /// <summary>The patches as slices; see <see cref="IterPatchPosition"/>.</summary>
    /// <inheritdoc cref="IterPatchPosition"/>
    public static IEnumerable<IReadOnlyList<Range>> IterPatchSlices(
        Values<long> imageSize, Values<int?> patchSize, Values<long>? startPos = null, Values<double>? overlap = null, bool padded = true)
    {
        var size = GetValidPatchSize(imageSize, patchSize);
        return IterPatchPosition(imageSize, patchSize, startPos, overlap, padded).Select(position => (IReadOnlyList<Range>)[.. position.Zip(size, Slice)]);
    }

    /// <summary>Patches that cover an array, the last ones moved inside.</summary>
    /// <param name="imageSize">Size of the array.</param>
    /// <param name="patchSize">Size of the patches; see <see cref="GetValidPatchSize"/>.</param>
    /// <param name="scanInterval">Elements from one patch to the next, at most the patch's own; 0, also for axes that are not named, for one patch alone.</param>
    /// <param name="returnSlice">Whether slices are asked for; pairs of first index and end otherwise.</param>
    public static IReadOnlyList<object> DensePatchSlices(Values<long> imageSize, Values<int?> patchSize, Values<int> scanInterval, bool returnSlice = true)
    {
        var size = GetValidPatchSize(imageSize, patchSize);
        var axes = imageSize.Select((length, axis) => Covering(length, size[axis], scanInterval.ElementAtOrDefault(axis)).ToArray()).ToArray();
        return [.. Product(axes).Select(position => returnSlice
            ? (object)position.Zip(size, Slice).ToArray()
            : position.Zip(size, (start, length) => (start, start + length)).ToArray())];
    }

    /// <summary>The patches of an array one after the other, with where each lies.</summary>
    /// <param name="arr">The array; metadata goes with each patch.</param>
    /// <param name="patchSize">Size of the patches; 0, null and axes that are not named stand for the whole axis, without padding or overlap.</param>
    /// <param name="startPos">Where the first patch lies, which may be before the array if it is padded.</param>
    /// <param name="overlap">How much neighbours share; see <see cref="IterPatchPosition"/>.</param>
    /// <param name="copyBack">Whether changes made to the patches, which are views, are written into the array at the end.</param>
    /// <param name="mode">What to pad with, a patch on each side; null to take only patches that fit.</param>
    /// <param name="constantValues">The value for <see cref="PadMode.Constant"/>.</param>
    /// <returns>Patches and, for each, [axes, 2] first index and end along each axis, int64.</returns>
    public static IEnumerable<(MetaTensor Patch, Tensor Coordinates)> IterPatch(
        MetaTensor arr, Values<int?>? patchSize = null, Values<long>? startPos = null, Values<double>? overlap = null, bool copyBack = true,
        PadMode? mode = PadMode.Wrap, [ReferenceName("constant_values", "value")] double constantValues = 0)
    {
        var data = arr.Data;
        var shape = Values.Create<long>(data.shape);
        var asked = patchSize ?? 0;
        var size = Values.From(GetValidPatchSize(shape, asked).Select(n => (int?)n));
        var isNamed = shape.Select((_, axis) => asked.ElementAtOrDefault(axis) is not (null or 0)).ToArray();
        long[] padding = [.. size.Select((n, axis) => isNamed[axis] && mode is not null ? n!.Value : 0L)];
        var padded = mode is { } how ? Transforms.Borders.Apply(data.unsqueeze(0), [.. padding.Select(n => (n, n))], how, constantValues)[0] : data;
        var shared = Values.From(SpatialSize.PerAxis(overlap ?? 0, shape.Count, "overlap").Select((share, axis) => isNamed[axis] ? share : 0));
        var starts = IterPatchPosition(
            Values.From(shape.Zip(padding, (n, pad) => n + pad)), size,
            Values.From(padding.Select((pad, axis) => (startPos?.ElementAtOrDefault(axis) ?? 0) + pad)), shared, mode is not null);
        foreach (var start in starts)
        {
            var patch = padded.alias();
            for (var axis = 0; axis < shape.Count; axis++)
            {
                patch = patch.narrow(axis, start[axis], Math.Min(size[axis]!.Value, patch.shape[axis] - start[axis]));
            }
            long[] ends = [.. start.SelectMany((first, axis) => new[] { first - padding[axis], first - padding[axis] + size[axis]!.Value })];
            yield return (arr.WithData(patch), tensor(ends).reshape(shape.Count, 2));
        }
        if (copyBack && mode is not null)
        {
            var middle = Enumerable.Range(0, shape.Count).Aggregate(padded, (part, axis) => part.narrow(axis, padding[axis], shape[axis]));
            data.copy_(middle);
        }
    }

    private static long Step(long patch, double overlap)
        => (overlap < 1 ? (long)Math.Round(patch * (1 - overlap)) : patch - (long)overlap) is var step and > 0 ? step
            : throw new ArgumentException($"patches of {patch} elements that share {overlap} have no next one; the overlap must be smaller.");

    private static IEnumerable<long> Starts(long first, long end, long step)
    {
        for (var start = first; start < end; start += step)
        {
            yield return start;
        }
    }

    /// <summary>Starts along an axis until its end is covered; the last ones are moved inside. One alone where steps are wider than that allows.</summary>
    private static IEnumerable<long> Covering(long length, long patch, int interval)
    {
        long Steps(long way) => (way + interval - 1) / interval;
        var count = interval > 0 && Steps(length - patch) < Steps(length) ? Steps(length - patch) + 1 : 1;
        return Enumerable.Range(0, (int)count).Select(index => (long)index * interval).Select(start => start - Math.Max(0, start + patch - length));
    }

    private static IEnumerable<Values<long>> Product(long[][] axes)
        => axes.Aggregate((IEnumerable<long[]>)[[]], (left, axis) => left.SelectMany(_ => axis, (head, next) => (long[])[.. head, next])).Select(Values.From);

    private static Range Slice(long start, long length) => new(Index((int)start), Index((int)(start + length)));

    /// <summary>An index, from the end where it is negative.</summary>
    private static Index Index(int at) => at < 0 ? System.Index.FromEnd(-at) : System.Index.FromStart(at);
}
