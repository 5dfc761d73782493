using Medulla.Imaging;

namespace Medulla.Randomness;

/// <summary>
/// The complete state of a <see cref="RandomState"/>, as <c>numpy.random.RandomState.get_state()</c> gives it.
/// Two generators with equal snapshots draw the same numbers from there on.
/// </summary>
/// <param name="Key">The 624 words of the Mersenne Twister.</param>
/// <param name="Position">How many of the words were used, in [0, 624].</param>
/// <param name="HasGauss">Whether a second normal variate waits to be returned.</param>
/// <param name="CachedGaussian">That variate; 0 if none waits.</param>
/// <exception cref="ArgumentException">The key has not 624 words, or the position is not in [0, 624].</exception>
public sealed record RandomSnapshot(Values<uint> Key, int Position, bool HasGauss = false, double CachedGaussian = 0)
{
    /// <summary>The 624 words of the Mersenne Twister.</summary>
    public Values<uint> Key { get; } = Key.Count == MersenneTwister.Size ? Key
        : throw new ArgumentException($"RandomSnapshot: the key has {Key.Count} words; a Mersenne Twister has {MersenneTwister.Size}.");

    /// <summary>How many of the words were used, in [0, 624].</summary>
    public int Position { get; } = Position is >= 0 and <= MersenneTwister.Size ? Position
        : throw new ArgumentException($"RandomSnapshot: the position is {Position}; it lies in [0, {MersenneTwister.Size}].");
}
