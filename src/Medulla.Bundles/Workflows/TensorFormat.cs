using Medulla.Bundles.Configuration;
using Medulla.Imaging;

namespace Medulla.Bundles.Workflows;

/// <summary>What metadata say of one tensor that a network takes or gives.</summary>
/// <param name="Name">Its name, such as "image" or "pred".</param>
/// <param name="Type">What sort of data it is, such as "image" or "probabilities".</param>
/// <param name="Format">What its values are, such as "hounsfield" or "segmentation".</param>
/// <param name="Channels">Number of channels; 0 if it has no such axis.</param>
/// <param name="SpatialShape">Sizes of the spatial axes: numbers, "*" for any, or expressions in p and n.</param>
/// <param name="Dtype">Element type, such as "float32".</param>
/// <param name="ValueRange">Least and greatest value, or all values of labels; empty if not known.</param>
public sealed record TensorFormat(string Name, string? Type, string? Format, int Channels, Values<string> SpatialShape, string Dtype, Values<double> ValueRange)
{
    /// <summary>The formats of a group, such as "inputs"; primitive values have none.</summary>
    /// <param name="formats">"inputs" or "outputs" of a data format; null is an empty one.</param>
    internal static IReadOnlyList<TensorFormat> All(object? formats)
        => [.. (formats as Dictionary<string, object?> ?? []).Where(pair => pair.Value is Dictionary<string, object?>).Select(pair => Of(pair.Key, (Dictionary<string, object?>)pair.Value!))];

    /// <summary>The tensor in a line.</summary>
    public override string ToString()
        => $"{Name}: {Type ?? "data"}{(Format is null ? "" : $" ({Format})")}, {Channels} channel{(Channels == 1 ? "" : "s")}, [{string.Join(", ", SpatialShape)}], {Dtype}"
            + (ValueRange.Count > 0 ? FormattableString.Invariant($", values in [{string.Join(", ", ValueRange)}]") : "");

    private static TensorFormat Of(string name, Dictionary<string, object?> format)
        => new(
            name,
            format.GetValueOrDefault("type") as string,
            format.GetValueOrDefault("format") as string,
            format.GetValueOrDefault("num_channels") is long channels and >= 0 and < int.MaxValue ? (int)channels : throw Missing(name, "num_channels", "a whole number"),
            Values.From((format.GetValueOrDefault("spatial_shape") as List<object?> ?? throw Missing(name, "spatial_shape", "a list of sizes")).Select(size => Size(name, size))),
            format.GetValueOrDefault("dtype") as string ?? throw Missing(name, "dtype", "an element type, such as \"float32\""),
            Values.From((format.GetValueOrDefault("value_range") as List<object?> ?? []).Where(value => value is long or double).Select(value => Convert.ToDouble(value))));

    private static string Size(string name, object? size) => size switch
    {
        long number => $"{number}",
        string text => text,
        _ => throw new ConfigException($"{name}.spatial_shape", $"found {Expressions.Text.Of(size)}; whole numbers, \"*\" and expressions in p and n are expected."),
    };

    private static ConfigException Missing(string name, string field, string expected) => new($"{name}.{field}", $"the metadata say nothing of use here; {expected} is expected.");
}
