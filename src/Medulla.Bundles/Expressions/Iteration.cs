using System.Collections;
using System.Text;
using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>What a loop over a value sees.</summary>
internal static class Iteration
{
    public static IEnumerable<object?> Of(object? value) => value switch
    {
        string text => text.EnumerateRunes().Select(rune => (object?)rune.ToString()),
        Sample sample => sample.Keys,
        IDictionary map => map.Keys.Cast<object?>(),
        MetaTensor image => Of(image.Data),
        Tensor { Dimensions: 0 } => throw new ArgumentException("an array without axes has no elements to go through."),
        Tensor tensor => tensor.unbind(0),
        IBatchSource source => source.Batches(0, 0, CancellationToken.None).Select(batch => batch is Batch typed ? OfBatch(typed) : batch is IReferenceForm other ? other.ReferenceForm : batch),
        IEnumerable items => items.Cast<object?>(),
        _ => throw new ArgumentException($"{Text.Kind(value)} has no elements to go through."),
    };

    /// <summary>A batch whose images know which they are.</summary>
    private static object OfBatch(Batch batch)
        => batch.IsNameless ? batch.Images(Sample.NamelessKey)
            : new Sample(((Sample)batch.ReferenceForm).Select(pair => KeyValuePair.Create(pair.Key, batch.Has(pair.Key) ? batch.Images(pair.Key) : pair.Value)));

    /// <summary>All elements, within the limit.</summary>
    public static List<object?> ToList(object? value)
    {
        List<object?> items = [];
        foreach (var item in Of(value))
        {
            items.Add(item);
            Limits.Check(items.Count);
        }
        return items;
    }

    /// <summary>How many elements there are.</summary>
    public static long Count(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        ICollection items => items.Count,
        MetaTensor image => Count(image.Data),
        Tensor { Dimensions: > 0 } tensor => tensor.shape[0],
        HashSet<object?> set => set.Count,
        IReadOnlyCollection<object?> items => items.Count,
        _ when value?.GetType().GetProperty("Count") is { } count && count.PropertyType == typeof(int) => (int)count.GetValue(value)!,
        _ => throw new ArgumentException($"{Text.Kind(value)} has no length."),
    };
}
