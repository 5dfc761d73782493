using System.Collections;
using System.Globalization;

namespace Medulla.Networks.Layers;

/// <summary>
/// Names a layer and its arguments: <c>"instance"</c>, or <c>("leakyrelu", new() { ["negative_slope"] = 0.1 })</c>. Argument names are
/// PyTorch's. Which names there are says <see cref="Act"/>, <see cref="Norm"/>, <see cref="Dropout"/>, <see cref="Pool"/> or <see cref="Pad"/>.
/// </summary>
public sealed class LayerSpec
{
    /// <summary>A layer by name, with the arguments that differ from its defaults.</summary>
    /// <param name="name">The layer's name in any case; the empty name is no layer.</param>
    /// <param name="arguments">Arguments by PyTorch's names; none if null.</param>
    public LayerSpec(string name, IReadOnlyDictionary<string, object?>? arguments = null)
    {
        Name = name;
        Arguments = arguments ?? new Dictionary<string, object?>();
    }

    /// <summary>No layer at all; where a parameter's null stands for its default, this switches the layer off.</summary>
    public static LayerSpec None { get; } = new("");

    /// <summary>The layer's name as given.</summary>
    public string Name { get; }

    /// <summary>The arguments given, by PyTorch's names.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>Whether no layer is wanted.</summary>
    public bool IsNone => Name.Length == 0;

    /// <summary>A layer with its default arguments.</summary>
    public static implicit operator LayerSpec(string name) => new(name);

    /// <summary>A layer with arguments.</summary>
    public static implicit operator LayerSpec((string Name, Dictionary<string, object?> Arguments) pair) => new(pair.Name, pair.Arguments);

    /// <summary>A dropout layer by its probability.</summary>
    public static implicit operator LayerSpec(double probability) => new("dropout", new Dictionary<string, object?> { ["p"] = probability });

    /// <summary>A layer by PyTorch's class, such as <c>torch.nn.LayerNorm</c>, which configurations may name.</summary>
    public static implicit operator LayerSpec(Type torchClass) => new(torchClass.Name switch
    {
        "LayerNorm" => "layer",
        "GroupNorm" => "group",
        "LocalResponseNorm" => "localresponse",
        var name when name.StartsWith("BatchNorm", StringComparison.Ordinal) => "batch",
        var name when name.StartsWith("InstanceNorm", StringComparison.Ordinal) => "instance",
        var name => name,
    });

    /// <summary>A name and a dictionary of arguments, as configurations have them.</summary>
    /// <exception cref="ArgumentException">The list is something else.</exception>
    public static implicit operator LayerSpec(object?[] pair) => pair switch
    {
        [string name] => new(name),
        [string name, null] => new(name),
        [string name, IReadOnlyDictionary<string, object?> arguments] => new(name, arguments),
        [string name, IDictionary arguments] => new(name, arguments.Keys.Cast<object>().ToDictionary(key => $"{key}", key => arguments[key])),
        _ => throw new ArgumentException(
            $"A layer is [{string.Join(", ", pair.Select(part => part?.GetType().Name ?? "null"))}]; a name, or a name and a dictionary of arguments, is expected."),
    };

    /// <summary>The name, and the arguments in parentheses: <c>group(num_groups: 4)</c>.</summary>
    public override string ToString() => Arguments.Count == 0
        ? Name
        : $"{Name}({string.Join(", ", Arguments.Select(pair => $"{pair.Key}: {Convert.ToString(pair.Value, CultureInfo.InvariantCulture)}"))})";
}
