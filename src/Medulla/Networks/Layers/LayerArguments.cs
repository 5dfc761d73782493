using System.Collections;

namespace Medulla.Networks.Layers;

/// <summary>The arguments of a layer, read by name. What was given but never asked for is an error.</summary>
/// <param name="layer">The layer as it was given, for messages.</param>
/// <param name="spatialDims">Number of spatial axes of its input.</param>
/// <param name="channels">Number of channels of its input.</param>
internal sealed class LayerArguments(LayerSpec layer, int spatialDims, int channels)
{
    private readonly HashSet<string> asked = [];

    /// <summary>Number of spatial axes.</summary>
    public int SpatialDims => spatialDims;

    /// <summary>Number of channels.</summary>
    public int Channels => channels;

    public double Number(string name, double? standard = null)
        => Given(name, standard is not null) is not { } value ? standard!.Value
            : value is IConvertible and not string and not bool ? Convert.ToDouble(value) : throw Wrong(name, value, "a number");

    public int Whole(string name, int? standard = null)
    {
        var number = Number(name, standard);
        return number == Math.Floor(number) ? (int)number : throw Wrong(name, number, "a whole number");
    }

    public bool Flag(string name, bool standard = false)
        => Given(name, optional: true) is not { } value ? standard : value as bool? ?? throw Wrong(name, value, "true or false");

    public string Text(string name, string standard)
        => Given(name, optional: true) is not { } value ? standard : value as string ?? throw Wrong(name, value, "text");

    /// <summary>A list of whole numbers; a single one stands for a list of <paramref name="count"/>.</summary>
    public long[]? Sizes(string name, int count, bool optional = false)
    {
        var value = Given(name, optional);
        long[]? sizes = value switch
        {
            null => null,
            IEnumerable list and not string => [.. list.Cast<object>().Select(Convert.ToInt64)],
            _ => [.. Enumerable.Repeat((long)Whole(name), count)],
        };
        return sizes is null || sizes.Length == count ? sizes : throw Wrong(name, value!, $"one number or {count}");
    }

    /// <summary>A list of whole numbers of any length.</summary>
    public long[] Shape(string name)
        => Given(name, optional: false) is IEnumerable list and not string ? [.. list.Cast<object>().Select(Convert.ToInt64)] : [Whole(name)];

    /// <summary>Rejects arguments that the layer does not have.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    public void ExpectNoOther()
    {
        var unknown = layer.Arguments.FirstOrDefault(argument => !asked.Any(name => Same(name, argument.Name)));
        if (unknown.Name is not null)
        {
            throw new ArgumentException($"layer {layer.Name} has no argument '{unknown.Name}'; it takes {(asked.Count == 0 ? "none" : string.Join(", ", asked))}.");
        }
    }

    private object? Given(string name, bool optional)
    {
        asked.Add(name);
        return layer.Arguments.FirstOrDefault(argument => Same(argument.Name, name)).Value is { } value ? value
            : optional ? null : throw new ArgumentException($"layer {layer.Name} needs the argument '{name}'.");
    }

    private ArgumentException Wrong(string name, object value, string expected)
        => new($"layer {layer.Name}: {name} is {(value is IEnumerable list and not string ? $"[{string.Join(", ", list.Cast<object>())}]" : value)}; {expected} is expected.");

    private static bool Same(string a, string b)
        => string.Equals(a.Replace("_", ""), b.Replace("_", ""), StringComparison.OrdinalIgnoreCase);
}
