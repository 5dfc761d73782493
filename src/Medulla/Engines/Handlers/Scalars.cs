using System.Collections;
using System.Globalization;

namespace Medulla.Engines.Handlers;

/// <summary>The numbers in an engine's output that handlers log.</summary>
internal static class Scalars
{
    /// <summary>The numbers by name, in the order of their names; what is no number is left out, with a warning.</summary>
    public static IReadOnlyList<(string Name, double Value)> Of(Engine engine, Func<object?, object?>? transform, string tag)
    {
        var value = transform is null ? EngineOutput.LossOf(engine.State.Output) : transform(engine.State.Output);
        if (value is null)
        {
            return [];
        }
        IEnumerable<(string Name, object? Value)> all = value switch
        {
            Sample sample => sample.Select(pair => (pair.Key, pair.Value)),
            IDictionary map => map.Keys.Cast<object>().Select(key => (key.ToString()!, map[key])),
            IList and [var only] => [(tag, only)],
            _ => [(tag, value)],
        };
        List<(string, double)> numbers = [];
        foreach (var (name, one) in all.OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            if (EngineOutput.Number(one) is { } number)
            {
                numbers.Add((name, number));
            }
            else
            {
                engine.Logger.Warn($"'{name}' is {Sample.Describe(one)}, not a number, and is not logged; give an output_transform that picks numbers.");
            }
        }
        return numbers;
    }

    public static string Text(double number) => number.ToString("F4", CultureInfo.InvariantCulture);
}
