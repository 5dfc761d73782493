using System.Collections;

namespace Medulla.Engines;

/// <summary>How a value goes with the steps of a run: by one of some formulas, or by a function.</summary>
public sealed class ValueSchedule
{
    private readonly Func<int, IReadOnlyDictionary<string, object?>, double> value;

    private ValueSchedule(Func<int, IReadOnlyDictionary<string, object?>, double> value) => this.value = value;

    /// <summary>A formula: "linear", "exponential", "step" or "multistep".</summary>
    /// <exception cref="ArgumentException">There is no such formula.</exception>
    public static implicit operator ValueSchedule(string name) => new(name switch
    {
        "linear" => (step, set) => Linear(step, Number(set, "initial_value"), Number(set, "step_constant"), Number(set, "step_max_value"), Number(set, "max_value")),
        "exponential" => (step, set) => Number(set, "initial_value") * Math.Pow(Number(set, "gamma"), step),
        "step" => (step, set) => Number(set, "initial_value") * Math.Pow(Number(set, "gamma"), Math.Floor(step / Number(set, "step_size"))),
        "multistep" => (step, set) => Number(set, "initial_value") * Math.Pow(Number(set, "gamma"), Milestones(set).Count(milestone => milestone <= step)),
        _ => throw new ArgumentException($"'{name}' is no schedule of a value; there are linear, exponential, step and multistep."),
    });

    /// <summary>A function of the settings, "current_step" among them.</summary>
    public static implicit operator ValueSchedule(Func<IReadOnlyDictionary<string, object?>, double> function)
        => new((step, settings) => function(new Dictionary<string, object?>(settings) { ["current_step"] = (long)step }));

    /// <summary>The value at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="settings">Settings of the formula.</param>
    /// <exception cref="ArgumentException">A setting is missing.</exception>
    public double ValueAt(int step, IReadOnlyDictionary<string, object?> settings) => value(step, settings);

    /// <summary>The first value up to a step, then in a line to the last one.</summary>
    private static double Linear(int step, double first, double constant, double end, double last)
        => step <= constant ? first : step > end ? last : first + ((last - first) / (end - constant) * (step - constant));

    private static double Number(IReadOnlyDictionary<string, object?> settings, string name)
        => EngineOutput.Number(settings.GetValueOrDefault(name)) ?? throw new ArgumentException(
            $"the schedule of a value needs the number '{name}'; there are {string.Join(", ", settings.Keys.DefaultIfEmpty("no settings"))}.");

    private static IEnumerable<double> Milestones(IReadOnlyDictionary<string, object?> settings)
        => settings.GetValueOrDefault("milestones") is IEnumerable list and not string ? list.Cast<object>().Select(Convert.ToDouble)
            : throw new ArgumentException("the schedule 'multistep' needs the list 'milestones'.");
}
