using System.Collections;
using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>
/// A layer by name and arguments, such as <c>"instance"</c> or <c>new("leakyrelu", [("negative_slope", 0.1)])</c>. Where a parameter
/// of this type is null its documented default is meant; <see cref="None"/> asks for no layer at all.
/// </summary>
/// <param name="Name">Name of the layer; case does not count.</param>
/// <param name="Arguments">Its arguments, by the names that PyTorch gives them.</param>
public sealed record LayerSpec(string Name, Values<(string Name, object? Value)> Arguments)
{
    /// <summary>A layer with the arguments that it has by itself.</summary>
    public LayerSpec(string name)
        : this(name, [])
    {
    }

    /// <summary>No layer.</summary>
    public static LayerSpec None { get; } = new("");

    /// <summary>Whether no layer is asked for.</summary>
    public bool IsNone => Name.Length == 0;

    /// <summary>A layer by its name alone.</summary>
    public static implicit operator LayerSpec(string name) => new(name);

    /// <summary>Dropout of a rate.</summary>
    public static implicit operator LayerSpec(double rate) => new("dropout", [("p", rate)]);

    /// <summary>As configurations say it: a name and a dictionary of arguments.</summary>
    /// <exception cref="ArgumentException">The list is another.</exception>
    public static implicit operator LayerSpec(object?[] nameAndArguments) => nameAndArguments switch
    {
        [string name] => new(name),
        [string name, IDictionary arguments] => new(name, Values.From(arguments.Keys.Cast<object>().Select(key => (key.ToString()!, arguments[key])))),
        _ => throw new ArgumentException($"a layer is a name, or a name and a dictionary of arguments; found a list of {nameAndArguments.Length}."),
    };

    /// <summary>The name, and the arguments in parentheses.</summary>
    public override string ToString()
        => IsNone ? "none" : Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments.Select(a => $"{a.Name}: {a.Value}"))})";
}
