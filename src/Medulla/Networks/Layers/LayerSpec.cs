using System.Collections;
using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>A layer by name and arguments, as configurations ask for it: <c>"instance"</c>, or <c>["leakyrelu", {"negative_slope": 0.1}]</c>.</summary>
/// <param name="Name">Name of the layer; case does not count.</param>
/// <param name="Arguments">Arguments by the reference's names; none if null.</param>
public sealed record LayerSpec(string Name, IReadOnlyDictionary<string, object?>? Arguments = null)
{
    /// <summary>No layer, where leaving the parameter out would mean a default one; a configuration's null.</summary>
    public static LayerSpec None { get; } = new("none");

    /// <summary>A layer with its defaults.</summary>
    public static implicit operator LayerSpec(string name) => new(name);

    /// <summary>A layer as name and arguments in a list.</summary>
    /// <exception cref="ArgumentException">The list is not a name, or a name and a dictionary.</exception>
    public static implicit operator LayerSpec(object?[] parts) => parts switch
    {
        [string name] => new(name),
        [string name, IDictionary arguments] => new(name, arguments.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => arguments[key])),
        _ => throw new ArgumentException($"a layer is a name, or a list of a name and its arguments; found [{string.Join(", ", parts)}]."),
    };

    /// <summary>The layer asked for: the default where nothing was said, null for <see cref="None"/>.</summary>
    internal static LayerSpec? Resolve(LayerSpec? asked, string otherwise) => ReferenceEquals(asked, None) ? null : asked ?? otherwise;

    /// <summary>A number among the arguments.</summary>
    public double Number(string argument, double otherwise) => Value(argument) is { } value ? Convert.ToDouble(value) : otherwise;

    /// <summary>A whole number among the arguments.</summary>
    public int Whole(string argument, int otherwise) => Value(argument) is { } value ? Convert.ToInt32(value) : otherwise;

    /// <summary>A truth value among the arguments.</summary>
    public bool Flag(string argument, bool otherwise) => Value(argument) is { } value ? Convert.ToBoolean(value) : otherwise;

    /// <summary>An argument; null if it is not given.</summary>
    public object? Value(string argument) => Arguments?.GetValueOrDefault(argument);

    /// <summary>Refuses arguments that the layer does not have.</summary>
    /// <param name="allowed">The arguments it has.</param>
    /// <exception cref="ArgumentException">There is another.</exception>
    internal LayerSpec Only(params string[] allowed)
        => Arguments?.Keys.FirstOrDefault(key => !allowed.Contains(key)) is { } unknown
            ? throw new ArgumentException($"layer '{Name}' has no argument '{unknown}'; it takes {(allowed.Length == 0 ? "none" : string.Join(", ", allowed))}.")
            : this;

    /// <summary>As in "leakyrelu(negative_slope: 0.1)".</summary>
    public override string ToString()
        => Arguments is null or { Count: 0 } ? Name : $"{Name}({string.Join(", ", Arguments.Select(pair => $"{pair.Key}: {pair.Value}"))})";
}
