using Medulla.Imaging;
using Medulla.Runtime;

namespace Medulla.Transforms.Spatial;

/// <summary>Cuts an image into patches that are spread evenly over it; one image becomes several. Their affines stay the image's.</summary>
/// <param name="Grid">Number of patches along each axis; 2 by 2 if null.</param>
/// <param name="Size">Voxels of a patch along each axis, or one number for all; an equal share of the image if null.</param>
/// <exception cref="ArgumentException">On a call: the image has another number of axes, or is smaller than a patch.</exception>
public sealed record GridSplit(Values<int>? Grid = null, Values<int>? Size = null) : ITransform
{
    /// <summary>Number of patches along each axis.</summary>
    public Values<int> Grid { get; init; } = Values.From((Grid ?? [2, 2]).Select(n => Check.Positive(n, nameof(Grid))));

    /// <summary>The patches, the last axis running fastest.</summary>
    public IReadOnlyList<MetaTensor> Apply(MetaTensor image)
    {
        var shape = image.SpatialShape;
        if (shape.Count != Grid.Count)
        {
            throw new ArgumentException($"GridSplit: a grid of {Grid} patches was asked for of an image with {shape.Count} spatial axes; it takes one number for each.");
        }
        long[] size = Size is null ? [.. shape.Zip(Grid, (n, patches) => n / patches)] : [.. SpatialSize.PerAxis(Size, shape.Count, "size").Select(n => (long)n)];
        if (size.Zip(shape).Any(pair => pair.First > pair.Second))
        {
            throw new ArgumentException($"GridSplit: patches of {Values.Create(size)} voxels were asked for of an image of {shape}; they must not be larger.");
        }
        return [.. Enumerable.Range(0, Grid.Aggregate((a, b) => a * b)).Select(number => image.WithData(TensorMemory.Scoped(() =>
        {
            var patch = image.Data;
            for (var axis = Grid.Count - 1; axis >= 0; axis--)
            {
                (number, var place) = Math.DivRem(number, Grid[axis]);
                var step = Grid[axis] > 1 ? (shape[axis] - size[axis]) / (Grid[axis] - 1) : 0;
                patch = patch.narrow(axis + 1, place * step, size[axis]);
            }
            return patch.clone();
        })))];
    }

    object? ITransform.Run(object? item, Call call) => Apply(Item.Image(item, this)).ToList<object?>();

    /// <summary>Sizes of patches: one for all keys, or one for each.</summary>
    /// <param name="ByKey">The size for each key, null for an equal share of its image; null for <paramref name="All"/>.</param>
    /// <param name="All">The size for all keys.</param>
    public sealed record Sizes(IReadOnlyDictionary<string, Values<int>?>? ByKey, Values<int>? All)
    {
        /// <summary>One size for all keys.</summary>
        public static implicit operator Sizes(Values<int> size) => new(null, size);

        /// <summary>A size for each key.</summary>
        public static implicit operator Sizes(Dictionary<string, Values<int>?> sizes) => new(sizes, null);

        /// <summary>The size for a key.</summary>
        /// <exception cref="ArgumentException">There are sizes for other keys alone.</exception>
        public Values<int>? For(string key)
            => ByKey is null ? All : ByKey.TryGetValue(key, out var size) ? size
                : throw new ArgumentException($"GridSplit: there is no size for key '{key}'; there is one for {string.Join(", ", ByKey.Keys)}.");
    }

    /// <summary>One sample becomes several, the keys split alike; other keys go along.</summary>
    /// <param name="Keys">The keys to split.</param>
    /// <param name="Grid">Number of patches along each axis; 2 by 2 if null.</param>
    /// <param name="Size">Voxels of a patch along each axis, for all keys or by key; an equal share of the image if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, Values<int>? Grid = null, Sizes? Size = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override object? Run(Sample sample, Call call)
        {
            var split = new GridSplit(Grid);
            var patches = Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).ToDictionary(
                key => key, key => At(key, () => (split with { Size = Size?.For(key) }).Apply(sample.Image(key))));
            return Enumerable.Range(0, split.Grid.Aggregate((a, b) => a * b))
                .Select(i => (object?)patches.Aggregate(sample, (one, pair) => one.With(pair.Key, pair.Value[i]))).ToList();
        }
    }
}
