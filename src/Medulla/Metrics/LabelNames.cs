using Medulla.Imaging;

namespace Medulla.Metrics;

/// <summary>Names of classes in a metric's result.</summary>
/// <param name="Names">The names; null where classes are numbered.</param>
public sealed record LabelNames(Values<string>? Names)
{
    /// <summary>Classes are called label_0, label_1 and so on.</summary>
    public static LabelNames Numbered { get; } = new((Values<string>?)null);

    /// <summary>Numbered names, or none.</summary>
    public static implicit operator LabelNames?(bool numbered) => numbered ? Numbered : null;

    /// <summary>The names, one for each class that counts.</summary>
    public static implicit operator LabelNames(string[] names) => new(Values.From(names));

    /// <summary>The name of a class.</summary>
    /// <param name="index">Its place among those that count.</param>
    /// <param name="first">The number of the first class that counts: 1 without the background.</param>
    public string this[int index, int first] => Names is null ? $"label_{index + first}" : Names[index];
}
