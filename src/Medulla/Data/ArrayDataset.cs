using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>
/// Items of lists: images, and segmentations, labels or both, each with its own pipeline. Random steps of all draw with one seed, so that what
/// happens to an image happens to its segmentation.
/// </summary>
/// <remarks>An item has "image"; the segmentation, or where there is none the label, is "label", and beside a segmentation the label is "class".</remarks>
/// <param name="img">The images: paths, tensors, or what the pipeline takes.</param>
/// <param name="imgTransform">Their pipeline.</param>
/// <param name="seg">The segmentations.</param>
/// <param name="segTransform">Their pipeline.</param>
/// <param name="labels">The labels.</param>
/// <param name="labelTransform">Their pipeline.</param>
/// <exception cref="ArgumentException">The lists are of different lengths.</exception>
public sealed class ArrayDataset(
    IReadOnlyList<object?> img, ITransform? imgTransform = null, IReadOnlyList<object?>? seg = null, ITransform? segTransform = null,
    IReadOnlyList<object?>? labels = null, ITransform? labelTransform = null) : IDataset
{
    private readonly IReadOnlyList<(string Key, IReadOnlyList<object?> Values, ITransform? Transform)> columns = Columns(
        ("image", img, imgTransform), ("label", seg, segTransform), (seg is null ? "label" : "class", labels, labelTransform));

    /// <inheritdoc/>
    public int Count => img.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => new(columns.Select(column => KeyValuePair.Create(column.Key, column.Values[index])));

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => [new(columns.Select(column => KeyValuePair.Create(
        column.Key, column.Transform is null ? column.Values[index] : column.Transform.Run(column.Values[index], new(column.Transform.CreateGenerators(() => new RandomState(seed)))))))];

    private static List<(string, IReadOnlyList<object?>, ITransform?)> Columns(params IEnumerable<(string Key, IReadOnlyList<object?>? Values, ITransform? Transform)> all)
    {
        var given = all.Where(column => column.Values is not null).Select(column => (column.Key, column.Values!, column.Transform)).ToList();
        return given.Select(column => column.Item2.Count).Distinct().Count() == 1 ? given : throw new ArgumentException(
            $"ArrayDataset: {string.Join(", ", given.Select(column => $"{column.Item2.Count} of {column.Key}"))}; as many of each are expected.");
    }
}
