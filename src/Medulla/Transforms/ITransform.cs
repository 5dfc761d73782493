using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>The small interface beneath every step of a pipeline: one item in, one item (or a list of them) out.</summary>
/// <remarks>
/// An item is a <see cref="MetaTensor"/> (array form), a <see cref="Sample"/> (keyed form), or what the step says it takes, such as
/// a path. A transform holds no state: everything random comes in with the call, so threads may share it.
/// </remarks>
public interface ITransform
{
    /// <summary>Transforms one item.</summary>
    /// <returns>The new item; a list where one item becomes several.</returns>
    object? Run(object? item, Call call);

    /// <summary>Undoes what <see cref="Run"/> did, as well as the item's history tells; steps that cannot be undone leave it as it is.</summary>
    object? Invert(object? item) => item;

    /// <summary>The generators that calls of this step draw from; null if nothing in it is random.</summary>
    /// <param name="source">Gives a generator seeded for this step.</param>
    Generators? CreateGenerators(Func<RandomState> source) => null;
}

/// <summary>A step that works on one image and can be found again in the image's history.</summary>
public interface IImageTransform : ITransform
{
    /// <summary>Undoes <paramref name="operation"/>, which was taken from the history of <paramref name="image"/>.</summary>
    MetaTensor Undo(MetaTensor image, AppliedOperation operation);

    /// <summary>Does <paramref name="operation"/> again, with what was drawn then.</summary>
    MetaTensor Replay(MetaTensor image, AppliedOperation operation);
}

/// <summary>What comes with a call of a step.</summary>
/// <param name="Random">The generators of the step; made from the system's entropy where a random step is given none.</param>
/// <param name="Lazy">Whether spatial steps wait with resampling; null leaves it to each step.</param>
public readonly record struct Call(Generators? Random = null, bool? Lazy = null);
