using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Reconstruction.Transforms;

/// <summary>Keeps columns of k-space at random.</summary>
/// <param name="CenterFractions">See <see cref="KspaceMask"/>, as for all others.</param>
/// <param name="Accelerations">How many times fewer columns are kept, on the average.</param>
/// <param name="SpatialDims">Spatial axes.</param>
/// <param name="IsComplex">Whether the last axis holds real and imaginary parts.</param>
public sealed record RandomKspaceMask(Values<double> CenterFractions, Values<double> Accelerations, int SpatialDims = 2, bool IsComplex = true)
    : KspaceMask(CenterFractions, Accelerations, SpatialDims, IsComplex)
{
    private protected override bool[] Others(RandomState random, int columns, int middle, double acceleration)
    {
        var probability = (columns / acceleration - middle) / (columns - middle);
        return [.. random.Rand(columns).Select(drawn => drawn < probability)];
    }

    /// <summary>Keeps columns of k-space of a sample at random.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="CenterFractions">See <see cref="KspaceMask"/>, as for all others.</param>
    /// <param name="Accelerations">How many times fewer columns are kept, on the average.</param>
    /// <param name="SpatialDims">Spatial axes.</param>
    /// <param name="IsComplex">Whether the last axis holds real and imaginary parts.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<double> CenterFractions, Values<double> Accelerations, int SpatialDims = 2, bool IsComplex = true, bool AllowMissingKeys = false)
        : OnKeys(new RandomKspaceMask(CenterFractions, Accelerations, SpatialDims, IsComplex), Keys, AllowMissingKeys);
}
