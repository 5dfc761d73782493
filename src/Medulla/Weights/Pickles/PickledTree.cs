using System.Globalization;
using Medulla.Weights.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Weights.Pickles;

/// <summary>
/// Finds tensors in what a pickle built. A pickle may name one container at many places, even inside itself, so that a few bytes
/// have more paths than could ever be walked: depth and the length of all names together are bounded.
/// </summary>
internal sealed class PickledTree(BoundedFile file)
{
    private const int MaxDepth = 500, NamesPerByte = 16, MinNames = 1 << 12;

    /// <summary>Names under which checkpoints keep the weights of their network.</summary>
    private static readonly string[] UsualKeys = ["state_dict", "model", "model_state_dict", "network", "net", "module", "weights", "params"];

    private long characters;

    /// <summary>All tensors by their path, keys joined with dots.</summary>
    public OrderedDictionary<string, PickledTensor> Tensors(object? root)
    {
        var result = new OrderedDictionary<string, PickledTensor>();
        Collect(root, "", 0, result, everything: true);
        return result;
    }

    /// <summary>The weights of a network: those at <paramref name="key"/>, or those that are plainly meant.</summary>
    /// <exception cref="WeightsFormatException">There are none, or more than one choice.</exception>
    public OrderedDictionary<string, PickledTensor> Weights(object? root, string? key)
    {
        var result = new OrderedDictionary<string, PickledTensor>();
        Collect(key is null ? Choose(root) : At(root, key), "", 0, result, everything: false);
        return result.Count > 0 ? result : throw file.Bad($"{(key is null ? "the file" : $"'{key}'")} holds no tensors by name");
    }

    /// <summary>Replaces every unread tensor by what <paramref name="read"/> gives.</summary>
    public static object? Replace(object? root, Func<PickledTensor, Tensor> read)
    {
        var tensors = new Dictionary<PickledTensor, Tensor>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>();
        var result = Replaced(root);
        while (open.TryPop(out var container))
        {
            switch (container)
            {
                case object?[] tuple:
                    ReplaceAll(tuple);
                    break;
                case List<object?> list:
                    ReplaceAll(list);
                    break;
                case OrderedDictionary<object, object?> dictionary:
                    for (var i = 0; i < dictionary.Count; i++)
                    {
                        dictionary.SetAt(i, Replaced(dictionary.GetAt(i).Value));
                    }
                    break;
                case PickledObject unknown:
                    ReplaceAll(unknown.Given);
                    ReplaceAll(unknown.Added);
                    unknown.State = Replaced(unknown.State);
                    break;
            }
        }
        return result;

        void ReplaceAll(IList<object?> items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                items[i] = Replaced(items[i]);
            }
        }

        object? Replaced(object? value)
        {
            if (value is PickledTensor tensor)
            {
                return tensors.TryGetValue(tensor, out var found) ? found : tensors[tensor] = read(tensor);
            }
            if (value is object?[] or List<object?> or OrderedDictionary<object, object?> or PickledObject && seen.Add(value))
            {
                open.Push(value);
            }
            return value;
        }
    }

    private void Collect(object? value, string path, int depth, OrderedDictionary<string, PickledTensor> result, bool everything)
    {
        characters += path.Length + 1;
        if (depth > MaxDepth || characters > file.Length * NamesPerByte + MinNames)
        {
            throw file.Bad("containers are nested without end, or share their parts so often that the tensors have too many names");
        }
        switch (value)
        {
            case PickledTensor tensor when everything || depth > 0:
                result[path] = tensor;
                break;
            case OrderedDictionary<object, object?> dictionary when everything || depth == 0:
                foreach (var (key, item) in dictionary)
                {
                    if (everything || item is PickledTensor)
                    {
                        Collect(item, Join(path, key), depth + 1, result, everything);
                    }
                }
                break;
            case PickledObject { State: OrderedDictionary<object, object?> attributes }:
                foreach (var (key, item) in attributes)
                {
                    CollectAttribute(key, item, path, depth, result, everything);
                }
                break;
            case IList<object?> items when everything:
                var index = 0;
                foreach (var item in items)
                {
                    Collect(item, Join(path, index++), depth + 1, result, everything);
                }
                break;
        }
    }

    /// <summary>A module's attributes: tensors and modules; one that was saved whole keeps them in three dictionaries.</summary>
    private void CollectAttribute(object key, object? item, string path, int depth, OrderedDictionary<string, PickledTensor> result, bool everything)
    {
        if (item is OrderedDictionary<object, object?> parts && key is "_parameters" or "_buffers" or "_modules")
        {
            foreach (var (name, part) in parts)
            {
                Collect(part, Join(path, name), depth + 1, result, everything);
            }
        }
        else if (everything || item is PickledTensor or PickledObject)
        {
            Collect(item, Join(path, key), depth + 1, result, everything);
        }
    }

    private object? Choose(object? root)
    {
        if (root is PickledObject || root is not OrderedDictionary<object, object?> dictionary || HoldsTensors(dictionary))
        {
            return root;
        }
        string[] candidates = [.. dictionary.Where(pair => pair.Key is string && HoldsTensors(pair.Value)).Select(pair => (string)pair.Key)];
        var chosen = UsualKeys.FirstOrDefault(candidates.Contains) ?? (candidates is [var only] ? only : null);
        return chosen is not null ? dictionary[chosen] : throw file.Bad(
            candidates.Length == 0 ? $"no key of the file leads to weights by name; its keys are {List(dictionary)}. Give the key, with dots between levels"
                : $"several keys of the file lead to weights: {string.Join(", ", candidates)}. Give one as key");
    }

    private static bool HoldsTensors(object? value) => value is OrderedDictionary<object, object?> dictionary && dictionary.Values.Any(item => item is PickledTensor);

    /// <summary>Goes down by keys between dots; a key may itself contain dots.</summary>
    private object? At(object? value, string key)
    {
        var attributes = value as OrderedDictionary<object, object?> ?? (value as PickledObject)?.State as OrderedDictionary<object, object?>;
        if (attributes is not null)
        {
            for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
            {
                var first = key[..end];
                if (attributes.TryGetValue(first, out var found) || (long.TryParse(first, CultureInfo.InvariantCulture, out var number) && attributes.TryGetValue(number, out found)))
                {
                    return end == key.Length ? found : At(found, key[(end + 1)..]);
                }
            }
        }
        throw file.Bad($"there is no '{key}'{(attributes is null ? $" in {PickleMachine.Describe(value)}" : $"; the keys there are {List(attributes)}")}");
    }

    private static string List(OrderedDictionary<object, object?> dictionary)
        => string.Join(", ", dictionary.Keys.Take(20).Select(Name)) + (dictionary.Count > 20 ? $" and {dictionary.Count - 20} more" : "");

    private static string Join(string path, object key) => path.Length == 0 ? Name(key) : $"{path}.{Name(key)}";

    private static string Name(object key) => key as string ?? Convert.ToString(key, CultureInfo.InvariantCulture)!;
}
