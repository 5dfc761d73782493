using System.Collections;

namespace Medulla.Networks.Layers;

/// <summary>Reads the arguments of a layer, each once with its default; those that nothing read are unknown.</summary>
/// <param name="kind">The kind of layer, for messages.</param>
/// <param name="spec">The layer.</param>
/// <param name="spatialDims">Spatial axes of the input.</param>
/// <param name="channels">Channels of the input, where the layer needs them; null if unknown.</param>
internal sealed class LayerArguments(string kind, LayerSpec spec, int spatialDims, int? channels)
{
    private readonly List<string> read = [];

    /// <summary>Spatial axes of the input.</summary>
    public int SpatialDims => spatialDims;

    /// <summary>A number.</summary>
    public double Number(string name, double whenAbsent) => Find(name, out var value) ? ToNumber(name, value) : whenAbsent;

    /// <summary>A whole number.</summary>
    public int Whole(string name, int? whenAbsent = null)
        => Find(name, out var value) ? ToWhole(name, value) : whenAbsent ?? throw Missing(name);

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool whenAbsent)
        => !Find(name, out var value) ? whenAbsent : value as bool? ?? throw Wrong(name, value, "true or false");

    /// <summary>One of a few words.</summary>
    public string Word(string name, params string[] allowed)
        => !Find(name, out var value) ? allowed[0]
        : value is string word && allowed.Contains(word) ? word : throw Wrong(name, value, string.Join(" or ", allowed));

    /// <summary>The number of channels, which the block around the layer knows.</summary>
    public int Channels(string name) => Whole(name, channels);

    /// <summary>Whole numbers, one an axis or one for all; null if absent.</summary>
    public long[]? Axes(string name, int? count = null)
    {
        if (!Find(name, out var value) || value is null)
        {
            return null;
        }
        var axes = count ?? spatialDims;
        long[] found = value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(item => (long)ToWhole(name, item))] : [ToWhole(name, value)];
        return found.Length == axes ? found
            : found.Length == 1 ? [.. Enumerable.Repeat(found[0], axes)]
            : throw Wrong(name, $"[{string.Join(", ", found)}]", $"one whole number, or {axes}");
    }

    /// <summary>As <see cref="Axes"/>, but required.</summary>
    public long[] RequiredAxes(string name, int? count = null) => Axes(name, count) ?? throw Missing(name);

    /// <summary>Whole numbers, however many.</summary>
    public long[] List(string name)
        => !Find(name, out var value) ? throw Missing(name)
        : value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(item => (long)ToWhole(name, item))] : [ToWhole(name, value)];

    /// <summary>Whether an argument is given that only says how to save memory and changes no result.</summary>
    public void Inplace() => Flag("inplace", false);

    /// <summary>Says if something was given that nothing read.</summary>
    /// <exception cref="ArgumentException">There is such an argument.</exception>
    public void RejectUnread()
    {
        if (spec.Arguments.Keys.FirstOrDefault(name => !read.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"{kind}: {spec.Name} has no argument '{unknown}'; it takes {(read.Count == 0 ? "none" : string.Join(", ", read))}.");
        }
    }

    private bool Find(string name, out object? value)
    {
        read.Add(name);
        return spec.Arguments.TryGetValue(name, out value);
    }

    private double ToNumber(string name, object? value)
        => value is int or long or float or double ? Convert.ToDouble(value) : throw Wrong(name, value, "a number");

    private int ToWhole(string name, object? value)
        => value is int or long ? checked((int)Convert.ToInt64(value)) : throw Wrong(name, value, "a whole number");

    private ArgumentException Missing(string name) => new($"{kind}: {spec.Name} needs the argument '{name}'.");

    private ArgumentException Wrong(string name, object? value, string expected)
        => new($"{kind}: {name} of {spec.Name} is {value ?? "null"}; {expected} is expected.");
}
