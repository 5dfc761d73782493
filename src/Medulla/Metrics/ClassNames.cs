using Medulla.Imaging;

namespace Medulla.Metrics;

/// <summary>Whether metrics give scores by name, and the names of the classes.</summary>
/// <param name="Names">The names; "label_1" and so on if null.</param>
/// <param name="Wanted">Whether scores are to come by name.</param>
public sealed record ClassNames(Values<string>? Names, bool Wanted = true)
{
    /// <summary>Whether to give scores under numbered names.</summary>
    public static implicit operator ClassNames(bool wanted) => new(null, wanted);

    /// <summary>Scores under the given names.</summary>
    public static implicit operator ClassNames(string[] names) => new(Values.From(names), Wanted: true);

    /// <summary>The name of a scored class.</summary>
    /// <param name="index">Its position among the scores.</param>
    /// <param name="first">Number of the first class that is scored.</param>
    public string Of(int index, int first) => Names is not null && index < Names.Count ? Names[index] : $"label_{index + first}";
}
