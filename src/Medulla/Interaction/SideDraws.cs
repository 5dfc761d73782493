using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Interaction;

/// <summary>
/// Generators of steps that in the reference draw from a process-wide generator beside their own. Here that has a seed of its own, so that the
/// step's numbers come in the reference's order and all of them follow from the pipeline's seed.
/// </summary>
internal static class SideDraws
{
    /// <summary>The step's generator and, as <see cref="Generators.Inner"/>, one for what the reference draws elsewhere.</summary>
    public static Generators Beside(Func<RandomState> source)
    {
        var own = source();
        return new(own, new RandomState(own.Clone().NextUInt32()));
    }
}
