using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>When two values are the same: by number, text and elements.</summary>
internal static class Equality
{
    /// <summary>Stands for None among keys.</summary>
    public static object NoneKey { get; } = "None".AsMemory();

    public static IEqualityComparer<object?> Comparer { get; } = new ByValue();

    public static bool Of(object? left, object? right) => (left, right) switch
    {
        (null, _) or (_, null) => left is null && right is null,
        (string a, string b) => a == b,
        (long a, long b) => a == b,
        (Tensor a, Tensor b) => a.shape.AsSpan().SequenceEqual(b.shape) && a.eq(b).all().item<bool>(),
        (IDictionary a, IDictionary b) => a.Count == b.Count && Mappings.Pairs(a).All(pair => Mappings.TryGet(b, pair.Key, out var other) && Of(pair.Value, other)),
        (object?[] a, object?[] b) => Elements(a, b),
        (List<object?> a, List<object?> b) => Elements(a, b),
        (HashSet<object?> a, HashSet<object?> b) => a.SetEquals(b),
        _ when Number(left) is { } a && Number(right) is { } b => a == b,
        _ => left.Equals(right),
    };

    /// <summary>The value of a number or truth value; null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        long or int or double or float => Convert.ToDouble(value),
        bool flag => flag ? 1 : 0,
        _ => null,
    };

    private static bool Elements(IList a, IList b) => a.Count == b.Count && a.Cast<object?>().Zip(b.Cast<object?>()).All(pair => Of(pair.First, pair.Second));

    private sealed class ByValue : IEqualityComparer<object?>
    {
        public new bool Equals(object? x, object? y) => Of(x, y);

        public int GetHashCode(object? obj) => obj switch
        {
            null => 0,
            IList or IDictionary when obj is not object?[] => throw new ArgumentException($"{Text.Kind(obj)} cannot be a key or an element of a set."),
            object?[] tuple => tuple.Aggregate(tuple.Length, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
            _ => Number(obj)?.GetHashCode() ?? obj.GetHashCode(),
        };
    }
}
