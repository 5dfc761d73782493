namespace Medulla.Transforms;

/// <summary>A range to draw from. A single number r stands for [-r, r].</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The range from -r to r. Of a negative r it runs downwards, and so do draws from it, as in the reference.</summary>
    public static implicit operator Interval(double r) => new(-r, r);

    /// <summary>The range between two numbers.</summary>
    public static implicit operator Interval((double Low, double High) ends) => new(ends.Low, ends.High);

    /// <summary>The range between the two numbers of a list.</summary>
    /// <exception cref="ArgumentException">The list has another length.</exception>
    public static implicit operator Interval(double[] ends)
        => ends is [var low, var high] ? new(low, high) : throw new ArgumentException($"a range takes two numbers, its ends; {ends.Length} were given.");

    /// <summary>The ends in ascending order.</summary>
    internal Interval Ordered => new(Math.Min(Low, High), Math.Max(Low, High));

    /// <summary>The ends in brackets.</summary>
    public override string ToString() => $"[{Low}, {High}]";
}
