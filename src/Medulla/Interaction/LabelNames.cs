using Medulla.Imaging;

namespace Medulla.Interaction;

/// <summary>Names of classes with the values that stand for them in label maps, in order.</summary>
/// <param name="Items">The names and their values.</param>
public sealed record LabelNames(Values<KeyValuePair<string, long>> Items)
{
    /// <summary>Number of classes.</summary>
    public int Count => Items.Count;

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => Items.Select(item => item.Key);

    /// <summary>The name of what is no object.</summary>
    internal const string Background = "background";

    /// <summary>Names with values.</summary>
    public static implicit operator LabelNames(Dictionary<string, long> items) => new(Values.From(items));

    /// <summary>Names alone; their values are their places in the list.</summary>
    public static implicit operator LabelNames(string[] names) => new(Values.From(names.Select((name, i) => KeyValuePair.Create(name, (long)i))));
}
