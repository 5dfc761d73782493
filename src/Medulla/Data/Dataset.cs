using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>Prepares each item anew on every request.</summary>
/// <param name="items">The items, such as paths under "image" and "label".</param>
/// <param name="transform">The pipeline.</param>
public sealed class Dataset(IReadOnlyList<Sample> items, Compose transform) : IDataset
{
    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[index];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => transform.ApplyMany(items[index], seed);
}
