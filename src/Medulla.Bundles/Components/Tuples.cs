using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>The reference's functions that make lists of arguments: one value for all axes or keys, or one for each.</summary>
public static class Tuples
{
    /// <summary>A list as it is, any other value as a list of one.</summary>
    public static IReadOnlyList<object?> EnsureTuple(object? vals) => Elements(vals) ?? [vals];

    /// <summary>A list of a given length: of one value, or as it is.</summary>
    /// <exception cref="ArgumentException">It is a list of another length.</exception>
    public static IReadOnlyList<object?> EnsureTupleRep(object? tup, int dim)
        => Elements(tup) is not { } list ? [.. Enumerable.Repeat(tup, dim)]
            : list.Count == dim ? list
            : throw new ArgumentException($"a list of {list.Count} was given; one of {dim}, or a single value, is expected.");

    /// <summary>A list of a given length: cut off at its end, or filled up.</summary>
    /// <param name="vals">The list, or a single value.</param>
    /// <param name="dim">The length.</param>
    /// <param name="padVal">What to fill up with; 0 if null.</param>
    /// <param name="padFromStart">Whether to fill up at the front.</param>
    public static IReadOnlyList<object?> EnsureTupleSize(object? vals, int dim, object? padVal = null, bool padFromStart = false)
    {
        var list = EnsureTuple(vals);
        var padding = Enumerable.Repeat(padVal ?? 0L, Math.Max(0, dim - list.Count));
        return [.. padFromStart ? padding.Concat(list.Take(dim)) : list.Take(dim).Concat(padding)];
    }

    /// <summary>The values that were given, and defaults where they are not what they should be.</summary>
    /// <param name="userProvided">A value for each default, or one for all.</param>
    /// <param name="default">The defaults.</param>
    /// <param name="func">Whether a value will do; numbers above 0 do if null.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than defaults.</exception>
    public static IReadOnlyList<object?> FallBackTuple(object? userProvided, IReadOnlyList<object?> @default, Func<object?, bool>? func = null)
        => [.. EnsureTupleRep(userProvided, @default.Count).Zip(@default, (given, other) => (func ?? IsPositive)(given) ? given : other)];

    /// <summary>A dictionary for each key, out of one whose values are lists with an entry for each, or single ones for all.</summary>
    /// <exception cref="ArgumentException">A list has another length.</exception>
    public static IReadOnlyList<Dictionary<string, object?>> ToTupleOfDictionaries(IReadOnlyDictionary<string, object?> dictionaryOfTuples, object? keys)
    {
        var count = EnsureTuple(keys).Count;
        if (count == 0)
        {
            return [];
        }
        var lists = dictionaryOfTuples.ToDictionary(pair => pair.Key, pair => EnsureTupleRep(pair.Value, count));
        return [.. Enumerable.Range(0, count).Select(at => lists.ToDictionary(pair => pair.Key, pair => pair.Value[at]))];
    }

    /// <summary>The first element, such as the first batch of a loader; a default where there is none.</summary>
    /// <exception cref="ArgumentException">The value has no elements to go through.</exception>
    public static object? First(object? iterable, object? @default = null) => Expressions.Iteration.Of(iterable).DefaultIfEmpty(@default).First();

    /// <summary>Whether a value is a list, an array with axes, or a dictionary; text is none.</summary>
    [Imaging.ReferenceName("issequenceiterable")]
    public static bool IsList(object? obj) => Elements(obj) is not null;

    private static IReadOnlyList<object?>? Elements(object? value) => value switch
    {
        string or null => null,
        MetaTensor image => Elements(image.Data),
        Tensor { Dimensions: 0 } => null,
        Tensor array => Conversion.To<IReadOnlyList<object?>>(array, "list"),
        IDictionary map => [.. map.Keys.Cast<object?>()],
        IEnumerable list => [.. list.Cast<object?>()],
        _ => null,
    };

    private static bool IsPositive(object? value) => value is int or long or float or double && Convert.ToDouble(value) > 0;
}
