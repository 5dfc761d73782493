using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Medulla.Imaging;

/// <summary>An immutable list that compares and prints by value, so that records made of lists do too.</summary>
/// <typeparam name="T">Element type.</typeparam>
[CollectionBuilder(typeof(Values), nameof(Values.Create))]
public sealed class Values<T> : IReadOnlyList<T>, IEquatable<Values<T>>
{
    private readonly T[] items;

    internal Values(T[] items) => this.items = items;

    /// <summary>Number of elements.</summary>
    public int Count => items.Length;

    /// <summary>The element at <paramref name="index"/>.</summary>
    public T this[int index] => items[index];

    /// <summary>The elements as a span, without copying.</summary>
    public ReadOnlySpan<T> Span => items;

    /// <summary>A single value is a list of one.</summary>
    public static implicit operator Values<T>(T value) => new([value]);

    /// <summary>A list holds a copy of the array.</summary>
    public static implicit operator Values<T>(T[] values) => new([.. values]);

    /// <summary>Whether two lists have equal elements.</summary>
    public static bool operator ==(Values<T>? left, Values<T>? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two lists differ in some element.</summary>
    public static bool operator !=(Values<T>? left, Values<T>? right) => !(left == right);

    /// <summary>The element for axis <paramref name="index"/>, where one value stands for all axes.</summary>
    public T Cyclic(int index) => items[index % items.Length];

    /// <summary>A copy as an array.</summary>
    public T[] ToArray() => [.. items];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Values<T>? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Values<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }
        return hash.ToHashCode();
    }

    /// <summary>The elements in brackets, as in <c>[1, 2, 3]</c>.</summary>
    public override string ToString()
        => $"[{string.Join(", ", items.Select(i => Convert.ToString(i, CultureInfo.InvariantCulture)))}]";
}

/// <summary>Makes <see cref="Values{T}"/>.</summary>
public static class Values
{
    /// <summary>A list of the given elements; what collection expressions call.</summary>
    public static Values<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A list of the given elements.</summary>
    public static Values<T> From<T>(IEnumerable<T> items) => new([.. items]);
}
