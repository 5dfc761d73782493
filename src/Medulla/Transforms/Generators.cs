using System.Security.Cryptography;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>
/// The random generators of a pipeline, in the pipeline's own tree shape. A keyed random step has two of the same seed: one for
/// the decision to act, one for the parameters. A list of steps seeds each random child from its own generator, in order.
/// </summary>
/// <param name="own">The step's generator; in a keyed step, the one that decides.</param>
/// <param name="inner">The generator for the parameters of a keyed step; the step's own if null.</param>
/// <param name="children">Generators of child steps, by position; null where a child is not random.</param>
public sealed class Generators(RandomState own, RandomState? inner = null, IReadOnlyList<Generators?>? children = null)
{
    /// <summary>The step's generator.</summary>
    public RandomState Own { get; } = own;

    /// <summary>The generator for parameters of a keyed step.</summary>
    public RandomState Inner { get; } = inner ?? own;

    /// <summary>Generators of child steps, by position.</summary>
    public IReadOnlyList<Generators?> Children { get; } = children ?? [];

    /// <summary>Generators for <paramref name="transform"/>, all derived from one seed.</summary>
    public static Generators? For(ITransform transform, uint seed) => transform.CreateGenerators(() => new RandomState(seed));

    /// <summary>Generators for <paramref name="transform"/> that nobody can foretell.</summary>
    public static Generators? Unseeded(ITransform transform)
        => For(transform, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))));

    /// <summary>Generators for a list of steps.</summary>
    internal static Generators ForChildren(Func<RandomState> source, IEnumerable<ITransform> steps)
    {
        var own = source();
        List<Generators?> children = [];
        foreach (var step in steps)
        {
            // Only a step that is random takes a seed from the list's generator.
            uint? seed = null;
            children.Add(step.CreateGenerators(() => new RandomState(seed ??= own.NextUInt32())));
        }
        return new(own, null, children);
    }
}
