using System.Collections;
using System.Text;
using Medulla.Bundles.Components;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>"value[index]".</summary>
internal static class Indexing
{
    public static object? Get(object? target, object? index) => target switch
    {
        string text => OfText(text, index),
        Sample sample => index is string key ? sample.TryGetValue(key, out var item) ? item : throw Missing(key, sample.Keys)
            : throw new ArgumentException($"an item is indexed by name, not by {Text.Kind(index)}."),
        IDictionary map => Mappings.Get(map, index),
        Library.TableModule.Table table => index is string column && table[column] is { } values ? values : throw Missing(index, table.Names),
        MetaTensor image => OfImage(image, index),
        Tensor tensor => OfTensor(tensor, index),
        object?[] tuple when index is Slice slice => slice.Of(tuple.Length).Select(i => tuple[i]).ToArray(),
        IList list when index is Slice slice => slice.Of(list.Count).Select(i => list[i]).ToList(),
        IList list => list[At(index, list.Count)],
        IEnumerable items when Countable(items) is { } count => index is Slice slice
            ? slice.Of(count).Select(i => Element(items, i)).ToList() : Element(items, At(index, count)),
        null => throw new ArgumentException("None has no elements."),
        _ when target.GetType().GetProperty("Item", [typeof(int)]) is { } item && Countable(target) is { } count => item.GetValue(target, [At(index, count)]),
        _ => throw new ArgumentException($"{Text.Kind(target)} cannot be indexed."),
    };

    /// <summary>A whole number as an index or a count.</summary>
    public static long Whole(object? value) => value switch
    {
        long number => number,
        int number => number,
        bool flag => flag ? 1 : 0,
        Tensor { Dimensions: 0 } tensor when !tensor.is_floating_point() => tensor.to_type(ScalarType.Int64).item<long>(),
        MetaTensor image => Whole(image.Data),
        _ => throw new ArgumentException($"a whole number is expected, not {Text.Kind(value)}."),
    };

    public static ArgumentException Missing(object? key, IEnumerable<object?> known)
    {
        var near = key is string name ? Names.Nearest(name, known.OfType<string>()) : null;
        return new ArgumentException($"there is no key {Text.Quoted(key)}{(near is null ? "" : $"; did you mean '{near}'?")}");
    }

    private static int? Countable(object items) => items.GetType().GetProperty("Count") is { } count && count.PropertyType == typeof(int) ? (int)count.GetValue(items)! : null;

    private static object? Element(IEnumerable items, int at) => items.Cast<object?>().ElementAt(at);

    private static int At(object? index, int count)
    {
        var at = Whole(index);
        return at >= -count && at < count ? (int)(at < 0 ? at + count : at) : throw new ArgumentException($"the index {at} is outside the {count} elements.");
    }

    private static string OfText(string text, object? index)
    {
        var runes = text.EnumerateRunes().ToList();
        var result = new StringBuilder();
        foreach (var i in index is Slice slice ? slice.Of(runes.Count) : [At(index, runes.Count)])
        {
            result.Append(runes[i]);
        }
        return result.ToString();
    }

    /// <summary>A part of an image lies where it does; one of a batch where its own image does.</summary>
    private static object OfImage(MetaTensor image, object? index)
    {
        var part = OfTensor(image.Data, index);
        var first = index is IList and not List<object?> ? ((IList)index)[0] : index;
        return part.Dimensions == 0 ? part : first is long or int ? image.ItemWithData(Whole(first), part) : image.WithData(part);
    }

    private static Tensor OfTensor(Tensor tensor, object? index)
        => index is IList list and not List<object?> ? tensor[[.. list.Cast<object?>().Select(Axis)]] : tensor[Axis(index)];

    private static TensorIndex Axis(object? index) => index switch
    {
        null => TensorIndex.None,
        Ellipsis => TensorIndex.Ellipsis,
        bool flag => TensorIndex.Bool(flag),
        Slice slice => TensorIndex.Slice(Bound(slice.Start), Bound(slice.Stop), Bound(slice.Step)),
        MetaTensor image => TensorIndex.Tensor(image.Data),
        Tensor tensor => TensorIndex.Tensor(tensor),
        List<object?> list => TensorIndex.Tensor(Conversion.To<Tensor>(list, "the index")),
        _ => TensorIndex.Single(Whole(index)),
    };

    private static long? Bound(object? bound) => bound is null ? null : Whole(bound);
}
