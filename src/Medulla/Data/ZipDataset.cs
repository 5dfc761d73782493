using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>Several datasets side by side: an item has the keys of all of them.</summary>
/// <param name="datasets">The datasets; the shortest says how many items there are.</param>
/// <param name="transform">What happens to the joined items.</param>
/// <exception cref="ArgumentException">There are no datasets.</exception>
public sealed class ZipDataset(IReadOnlyList<IDataset> datasets, Compose? transform = null) : IDataset
{
    private readonly IReadOnlyList<IDataset> datasets = datasets.Count > 0 ? datasets : throw new ArgumentException("ZipDataset: there are no datasets.", nameof(datasets));

    /// <inheritdoc/>
    public int Count => datasets.Min(dataset => dataset.Count);

    /// <inheritdoc/>
    public Sample Item(int index) => Joined(datasets.Select(dataset => dataset.Item(index)));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Two datasets have one key, or one gives several samples for an item.</exception>
    public IReadOnlyList<Sample> Get(int index, uint seed)
    {
        var joined = Joined(datasets.Select(dataset => dataset.Get(index, seed) is [var only] ? only
            : throw new ArgumentException("ZipDataset: a dataset gives several samples for an item; take patches after joining, by the transform.")));
        return transform is null ? [joined] : transform.ApplyMany(joined, seed);
    }

    private static Sample Joined(IEnumerable<Sample> samples)
        => samples.Aggregate((first, second) => second.Keys.FirstOrDefault(first.ContainsKey) is { } twice
            ? throw new ArgumentException($"ZipDataset: two datasets have the key '{twice}'; rename it in one of them (CopyItems, DeleteItems).")
            : new(first.Concat(second)));
}
