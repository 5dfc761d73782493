using Medulla.Randomness;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>Prepares each item anew on every request.</summary>
/// <param name="items">The items, such as paths under "image" and "label"; bare values under <see cref="Sample.NamelessKey"/>.</param>
/// <param name="transform">The pipeline; items are as they are given if null.</param>
public sealed class Dataset([ReferenceName("data")] IReadOnlyList<Sample> items, Compose? transform = null) : IDataset
{
    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[index];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => transform is null ? [items[index]]
        : items[index] is { Count: 1 } bare && bare.TryGetValue(Sample.NamelessKey, out var value)
            ? [new Sample { [Sample.NamelessKey] = ((ITransform)transform).Run(value, new(transform.CreateGenerators(() => new RandomState(seed)))) }]
            : transform.ApplyMany(items[index], seed);
}
