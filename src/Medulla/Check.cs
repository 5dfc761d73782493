using System.Runtime.CompilerServices;

namespace Medulla;

/// <summary>Argument checks that say what was found and what was expected; each returns its value.</summary>
public static class Check
{
    /// <summary>A finite value of at least 0.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0.");

    /// <summary>A whole number of at least 0.</summary>
    public static int NotNegative(int value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0.");

    /// <summary>A value in [0, 1].</summary>
    public static double Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is a probability; it must lie in [0, 1].");

    /// <summary>A whole number of at least 1.</summary>
    public static int Positive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");

    /// <summary>A finite value above 0.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0.");
}
