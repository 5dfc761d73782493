using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>A field that varies smoothly over the plane, in [-1, 1]: the mean of waves in random directions.</summary>
internal sealed class SmoothField
{
    private readonly (double X, double Y, double Phase)[] waves;

    /// <param name="random">What to draw from.</param>
    /// <param name="shortest">The shortest wave.</param>
    /// <param name="longest">The longest wave.</param>
    /// <param name="count">Number of waves.</param>
    public SmoothField(RandomState random, double shortest, double longest, int count = 8)
        => waves = [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (sin, cos) = Math.SinCos(random.Uniform(0, Math.Tau));
            var frequency = Math.Tau / random.Uniform(shortest, longest);
            return (cos * frequency, sin * frequency, random.Uniform(0, Math.Tau));
        })];

    public double At(double x, double y)
    {
        var sum = 0.0;
        foreach (var wave in waves)
        {
            sum += Math.Cos((wave.X * x) + (wave.Y * y) + wave.Phase);
        }
        return sum / waves.Length;
    }
}
