using System.Globalization;

namespace Medulla.Visualization;

/// <summary>An axis of a chart, from one round number to another.</summary>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Step">From one tick to the next: 1, 2 or 5 times a power of ten.</param>
internal sealed record Axis(double Low, double High, double Step)
{
    /// <summary>The shortest axis with round ends that holds all values; from 0 to 1 without any.</summary>
    /// <param name="values">What it is to hold; what is not finite does not count.</param>
    /// <param name="ticks">Ticks to have, at most.</param>
    /// <param name="whole">Whether ticks are whole numbers.</param>
    public static Axis Of(IEnumerable<double> values, int ticks, bool whole = false)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        // A single value gets an axis around it; so does one that changes by less than numbers can tell.
        if (high - low <= Math.Abs(high) * 1e-9)
        {
            (low, high) = low == 0 ? (0, 1) : (low - Math.Abs(low) / 2, high + Math.Abs(high) / 2);
        }
        var step = Round((high - low) / Math.Max(1, ticks - 2));
        step = whole ? Math.Max(1, step) : step;
        return new(Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step, step);
    }

    /// <summary>The values with a tick.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Low + i * Step);

    /// <summary>Where a value lies, 0 at the beginning of the axis and 1 at its end.</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    /// <summary>A tick's value, with as many decimals as the step has.</summary>
    public string Text(double tick)
    {
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + 1e-9));
        return Math.Max(Math.Abs(Low), Math.Abs(High)) is >= 1e5 or < 1e-3
            ? tick.ToString("0.#e0", CultureInfo.InvariantCulture)
            : Math.Round(tick, Math.Min(decimals, 15)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>1, 2, 5 or 10 times the power of ten below a value, and no less than the value.</summary>
    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * (value / power) switch { <= 1 + 1e-9 => 1, <= 2 + 1e-9 => 2, <= 5 + 1e-9 => 5, _ => 10 };
    }
}
