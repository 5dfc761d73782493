namespace Medulla.Transforms.Utility;

/// <summary>Leaves any item as it is and draws nothing, but counts as random, so that caches keep what comes before it.</summary>
public sealed record RandIdentity : ITransform
{
    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<Randomness.RandomState> source) => new(new Randomness.RandomState(0));

    object? ITransform.Run(object? item, Call call) => item;
}
