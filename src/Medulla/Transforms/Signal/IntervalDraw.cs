using Medulla.Randomness;

namespace Medulla.Transforms.Signal;

/// <summary>Draws from ranges.</summary>
internal static class IntervalDraw
{
    /// <summary>A number uniform in a range.</summary>
    public static double Uniform(this RandomState random, Interval range) => random.Uniform(range.Low, range.High);
}
