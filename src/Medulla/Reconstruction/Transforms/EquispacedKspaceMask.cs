using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Reconstruction.Transforms;

/// <summary>Keeps columns of k-space at equal distances, from a random first one on.</summary>
/// <param name="CenterFractions">See <see cref="KspaceMask"/>, as for all others.</param>
/// <param name="Accelerations">How many times fewer columns are kept.</param>
/// <param name="SpatialDims">Spatial axes.</param>
/// <param name="IsComplex">Whether the last axis holds real and imaginary parts.</param>
public sealed record EquispacedKspaceMask(Values<double> CenterFractions, Values<double> Accelerations, int SpatialDims = 2, bool IsComplex = true)
    : KspaceMask(CenterFractions, Accelerations, SpatialDims, IsComplex)
{
    private protected override bool[] Others(RandomState random, int columns, int middle, double acceleration)
    {
        // So far apart that with those in the middle as many are kept as asked for.
        var distance = acceleration * (middle - columns) / (middle * acceleration - columns);
        if (!(distance >= 0.5) || double.IsInfinity(distance))
        {
            throw new ArgumentException($"EquispacedKspaceMask: {middle} of {columns} columns in the middle are more than a {acceleration}th of all; lower the center fraction or the acceleration.");
        }
        var kept = new bool[columns];
        var first = random.RandInt((int)Math.Round(distance));
        for (var i = 0; first + i * distance < columns - 1; i++)
        {
            kept[(int)Math.Round(first + i * distance)] = true;
        }
        return kept;
    }

    /// <summary>Keeps columns of k-space of a sample at equal distances.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="CenterFractions">See <see cref="KspaceMask"/>, as for all others.</param>
    /// <param name="Accelerations">How many times fewer columns are kept.</param>
    /// <param name="SpatialDims">Spatial axes.</param>
    /// <param name="IsComplex">Whether the last axis holds real and imaginary parts.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<double> CenterFractions, Values<double> Accelerations, int SpatialDims = 2, bool IsComplex = true, bool AllowMissingKeys = false)
        : OnKeys(new EquispacedKspaceMask(CenterFractions, Accelerations, SpatialDims, IsComplex), Keys, AllowMissingKeys);
}
