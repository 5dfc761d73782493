using System.Collections;
using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>
/// Batches of free form, as the reference's loaders make them: dictionaries and lists whose arrays have a first axis of items.
/// <see cref="Batch"/> is the typed way, which keeps the geometry and the history of images.
/// </summary>
public static class Collation
{
    /// <summary>Stacks what several items hold: arrays and numbers to tensors [B, ...], text to lists, dictionaries key by key.</summary>
    /// <param name="batch">The items, or lists of items, which are joined first.</param>
    /// <exception cref="ArgumentException">There are no items, or shapes or keys differ.</exception>
    public static object? ListDataCollate(IReadOnlyList<object?> batch)
        => Collate(batch is [string, ..] ? batch : batch is [IList and not IDictionary, ..] ? [.. batch.SelectMany(many => ((IList)many!).Cast<object?>())] : batch, "the batch");

    /// <summary>As <see cref="ListDataCollate"/>, but arrays of different sizes are padded to the largest along each spatial axis before.</summary>
    /// <param name="batch">The items: dictionaries or lists of arrays [C, spatial...].</param>
    /// <param name="method">On which sides to pad.</param>
    /// <param name="mode">What to pad with.</param>
    /// <exception cref="ArgumentException">There are no items, or arrays have different channels or numbers of axes.</exception>
    public static object? PadListDataCollate(IReadOnlyList<object?> batch, PadMethod method = PadMethod.Symmetric, PadMode mode = PadMode.Constant)
    {
        return ListDataCollate(Padded(batch));

        IReadOnlyList<object?> Padded(IReadOnlyList<object?> items) => items switch
        {
            [Tensor { Dimensions: > 1 } or MetaTensor, ..] => ToLargest([.. items.Select(item => Item.Image(item, nameof(Collation)))]),
            [IDictionary or Sample, ..] => Keys(items[0]!).ToList() is var keys && keys.Select(key => Padded([.. items.Select(one => Get(one, key))])).ToList() is var columns
                ? [.. items.Select((one, i) => Record(one!, keys.Select((key, at) => (key, columns[at][i]))))] : [],
            [IList first, ..] => Enumerable.Range(0, first.Count).Select(at => Padded([.. items.Select(one => ((IList)one!)[at])])).ToList() is var columns
                ? [.. items.Select((_, i) => columns.Select(column => column[i]).ToList())] : [],
            _ => items,
        };

        IReadOnlyList<object?> ToLargest(List<MetaTensor> images)
        {
            var rank = images.Max(image => image.SpatialShape.Count);
            if (images.Any(image => image.SpatialShape.Count != rank))
            {
                throw new ArgumentException($"arrays of different numbers of axes cannot be padded to one size: {string.Join("; ", images)}.");
            }
            SpatialPad pad = new(Values.From(Enumerable.Range(0, rank).Select(axis => (int)images.Max(image => image.SpatialShape[axis]))), method, mode);
            return [.. images.Select(pad.Apply)];
        }
    }

    /// <summary>The items as they are.</summary>
    public static object? NoCollation(object? x) => x;

    /// <summary>As <see cref="ListDataCollate"/>, but goes on where something cannot be stacked and says so, to find what is wrong with a batch.</summary>
    /// <param name="batch">The items.</param>
    /// <param name="level">How deep inside the batch this is.</param>
    /// <param name="loggerName">Name of the report, in brackets before each line.</param>
    /// <returns>The batch, with null for what cannot be stacked; numbers and text stay lists.</returns>
    public static object? DevCollate(IReadOnlyList<object?> batch, int level = 1, string loggerName = "dev_collate")
    {
        switch (batch)
        {
            case [Tensor or MetaTensor, ..]:
                try
                {
                    return stack(batch.Select(Voxels));
                }
                catch (Exception e) when (e is ArgumentException or System.Runtime.InteropServices.ExternalException)
                {
                    return Tell($"cannot be stacked: {string.Join(", ", batch.Select(Sample.Describe))}");
                }
            case [string or int or long or float or double or bool, ..]:
                return batch;
            case [IDictionary or Sample, ..]:
                return Keys(batch[0]!).ToDictionary(key => key, key => DevCollate([.. batch.Select(one => Get(one, key))], level + 1, loggerName));
            case [IList, ..]:
                if (batch.FirstOrDefault(one => one is not IList) is { } odd)
                {
                    return Tell($"lists and {Sample.Describe(odd)} do not go together");
                }
                List<IList> lists = [.. batch.Cast<IList>()];
                if (lists.Any(list => list.Count != lists[0].Count))
                {
                    Tell($"lists of different lengths: {string.Join(", ", lists.Select(list => list.Count))}");
                }
                return Enumerable.Range(0, lists.Min(list => list.Count))
                    .Select(at => DevCollate([.. lists.Select(list => list[at])], level + 1, loggerName)).ToList();
            default:
                return Tell($"of no known kind: {string.Join(", ", batch.Select(Sample.Describe))}");
        }

        object? Tell(string what)
        {
            Console.Error.WriteLine($"[{loggerName}] {new string('>', level)} {what}");
            return null;
        }
    }

    /// <summary>Takes a batch apart: arrays along their first axis, lists and dictionaries into lists of what they hold of each item.</summary>
    /// <param name="batch">The batch; numbers and text are themselves.</param>
    /// <param name="detach">Whether tensors are cut off from the graph of gradients, and those of one element become numbers.</param>
    /// <param name="pad">Whether what is not batched goes to every item, and what is too short is filled up; otherwise the shortest decides.</param>
    /// <param name="fillValue">What to fill up with.</param>
    /// <exception cref="ArgumentException">The batch holds what cannot be taken apart.</exception>
    public static object? DecollateBatch(object? batch, bool detach = true, bool pad = true, object? fillValue = null)
    {
        switch (batch)
        {
            case null or string or int or long or float or double or bool:
                return batch;
            case Batch typed:
                return typed.Samples.ToList<object?>();
            case MetaTensor image:
                return Apart(image.Data, detach) is List<object?> parts
                    ? parts.Select((part, i) => part is Tensor voxels ? image.ItemWithData(i, voxels) : part).ToList() : Apart(image.Data, detach);
            case Tensor tensor:
                return Apart(tensor, detach);
            case IDictionary or Sample:
                var keys = Keys(batch).ToList();
                return Zip([.. keys.Select(key => DecollateBatch(Get(batch, key), detach, pad, fillValue))], pad, fillValue) is { } rows
                    ? rows.Select(row => Record(batch, keys.Zip(row))).ToList<object?>()
                    : Record(batch, keys.Select(key => (key, DecollateBatch(Get(batch, key), detach, pad, fillValue))));
            case IEnumerable list:
                object?[] elements = [.. list.Cast<object?>().Select(one => DecollateBatch(one, detach, pad, fillValue))];
                return Zip(elements, pad, fillValue)?.Select(row => (object?)row.ToList()).ToList() ?? elements.ToList();
            default:
                throw new ArgumentException($"{Sample.Describe(batch)} cannot be taken apart; a batch is made of arrays, lists and dictionaries.");
        }
    }

    /// <summary>Numbers as a tensor [B]: whole ones int64, others float64; a list of what are not numbers.</summary>
    internal static object NumbersTogether(List<object?> values)
        => values.TrueForAll(value => value is int or long) ? tensor(values.Select(Convert.ToInt64).ToArray())
            : values.TrueForAll(value => value is int or long or float or double) ? tensor(values.Select(Convert.ToDouble).ToArray()) : values;

    private static object? Collate(IReadOnlyList<object?> items, string where) => items switch
    {
        [] => throw new ArgumentException("there are no items to make a batch of."),
        [Tensor or MetaTensor, ..] => Stack(items, where),
        [bool, ..] => tensor(items.Cast<bool>().ToArray()),
        [int or long, ..] => tensor(items.Select(Convert.ToInt64).ToArray()),
        [float or double, ..] => tensor(items.Select(Convert.ToDouble).ToArray()),
        [string, ..] => items,
        [IDictionary or Sample, ..] => Record(items[0]!, Keys(items[0]!).Select(key => (key, Collate([.. items.Select(one => Get(one, key))], $"key '{key}'")))),
        [IList first, ..] => Enumerable.Range(0, first.Count).Select(at => Collate([.. items.Select(one => ((IList)one!)[at])], $"{where}[{at}]")).ToList(),
        _ => throw new ArgumentException($"{where} holds {Sample.Describe(items[0])}, of which no batch can be made."),
    };

    private static Tensor Stack(IReadOnlyList<object?> items, string where)
    {
        var shapes = items.Select(item => string.Join(", ", Voxels(item).shape)).Distinct().ToList();
        return shapes.Count == 1 ? stack(items.Select(Voxels)) : throw new ArgumentException(
            $"{where} holds arrays of {string.Join(" and ", shapes.Select(shape => $"[{shape}]"))}, which cannot be stacked; pad or crop them to one size before.");
    }

    private static Tensor Voxels(object? item) => item as Tensor ?? (item as MetaTensor)?.Data
        ?? throw new ArgumentException($"arrays and {Sample.Describe(item)} cannot be stacked.");

    private static object? Apart(Tensor tensor, bool detach)
    {
        tensor = detach ? tensor.detach() : tensor;
        return tensor.Dimensions == 0 ? (detach ? Number(tensor) : tensor)
            : tensor.unbind(0).Select(part => part.Dimensions == 0 && detach ? Number(part) : part).ToList();
    }

    private static object Number(Tensor one) => one.dtype == ScalarType.Bool ? one.item<bool>()
        : one.is_floating_point() ? (object)one.to_type(ScalarType.Float64).item<double>() : one.to_type(ScalarType.Int64).item<long>();

    /// <summary>The columns row by row; null where none of them is a list.</summary>
    private static IEnumerable<IEnumerable<object?>>? Zip(object?[] columns, bool pad, object? fillValue)
    {
        var lists = columns.OfType<List<object?>>().ToList();
        if (lists.Count == 0 || lists.Max(list => list.Count) is var rows && rows == 0)
        {
            return null;
        }
        rows = pad ? rows : lists.Count < columns.Length ? throw new ArgumentException(
            "some of the batch is not batched; set pad, so that every item gets it.") : lists.Min(list => list.Count);
        return Enumerable.Range(0, rows).Select(row => columns.Select(column => column is not List<object?> list ? column : row < list.Count ? list[row] : fillValue));
    }

    private static IEnumerable<object> Keys(object map) => map is Sample sample ? sample.Keys : ((IDictionary)map).Keys.Cast<object>();

    private static object? Get(object? map, object key) => map switch
    {
        Sample sample => sample[(string)key],
        IDictionary dictionary when dictionary.Contains(key) => dictionary[key],
        _ => throw new ArgumentException($"only some items have the key '{key}'; all must have the same keys."),
    };

    private static object Record(object like, IEnumerable<(object Key, object? Value)> items)
        => like is Sample ? new Sample(items.Select(item => KeyValuePair.Create((string)item.Key, item.Value)))
            : like is IDictionary<string, object?> ? items.ToDictionary(item => (string)item.Key, item => item.Value)
            : items.ToDictionary(item => item.Key, item => item.Value);
}
