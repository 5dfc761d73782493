using Medulla.Imaging;

namespace Medulla.Data;

/// <summary>Some items of a dataset.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="indices">Numbers of the items, from 0; negative ones count from the end.</param>
/// <exception cref="ArgumentException">There is no item of a number.</exception>
public sealed class Subset(IDataset dataset, Values<int> indices) : IDataset
{
    private readonly int[] numbers = [.. indices.Select(index => index >= -dataset.Count && index < dataset.Count ? (index + dataset.Count) % dataset.Count
        : throw new ArgumentException($"Subset: item {index} was asked for, of {dataset.Count}.", nameof(indices)))];

    /// <inheritdoc/>
    public int Count => numbers.Length;

    /// <inheritdoc/>
    public Sample Item(int index) => dataset.Item(numbers[index]);

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => dataset.Get(numbers[index], seed);
}
