using System.Globalization;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Writes down what comes along, and passes it on as it is.</summary>
/// <param name="Prefix">How the text begins.</param>
/// <param name="DataType">Whether to tell the element type.</param>
/// <param name="DataShape">Whether to tell the shape.</param>
/// <param name="ValueRange">Whether to tell the smallest and the largest value.</param>
/// <param name="DataValue">Whether to tell the values.</param>
/// <param name="MetaInfo">Whether to tell the metadata.</param>
/// <param name="AdditionalInfo">Tells more of the item.</param>
/// <param name="Name">Name of the report, in brackets before it.</param>
public sealed record DataStats(
    string Prefix = "Data", bool DataType = true, bool DataShape = true, bool ValueRange = true, bool DataValue = false, bool MetaInfo = false,
    Func<object?, object?>? AdditionalInfo = null, string Name = "DataStats") : ITransform
{
    /// <summary>Where the text goes; to the console if null.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>What there is to tell of an item, line by line.</summary>
    public IEnumerable<string> Describe(object? item)
    {
        var array = item as Tensor ?? (item as MetaTensor)?.Data;
        yield return $"{Prefix} statistics:";
        if (DataType)
        {
            yield return $"Type: {item?.GetType().Name ?? "null"} {array?.dtype}";
        }
        if (DataShape)
        {
            yield return $"Shape: {(array is null ? "none" : $"[{string.Join(", ", array.shape)}]")}";
        }
        if (ValueRange)
        {
            yield return array is null || array.numel() == 0 ? "Value range: none" : $"Value range: ({Extreme(array.min())}, {Extreme(array.max())})";
        }
        if (DataValue)
        {
            yield return $"Value: {array?.ToString(TorchSharp.TensorStringStyle.Numpy) ?? item}";
        }
        if (MetaInfo)
        {
            yield return $"Meta info: {(item as MetaTensor)?.Metadata.ToString() ?? "none"}";
        }
        if (AdditionalInfo is not null)
        {
            yield return $"Additional info: {AdditionalInfo(item)}";
        }
    }

    object? ITransform.Run(object? item, Call call)
    {
        using var scope = NewDisposeScope();
        (Output ?? Console.Out).WriteLine($"[{Name}] {string.Join(Environment.NewLine, Describe(item))}");
        return item;
    }

    private static string Extreme(Tensor value) => value.to_type(ScalarType.Float64).item<double>().ToString(CultureInfo.InvariantCulture);
}
