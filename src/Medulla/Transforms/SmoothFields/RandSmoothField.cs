using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.SmoothFields;

/// <summary>What a smooth random field does to an image. The field comes from a generator of its own.</summary>
public abstract record RandSmoothField : RandomTransform<RandSmoothField.Drawn>
{
    private protected RandSmoothField(double prob)
        : base(prob)
    {
    }

    /// <summary>The coarse random values, [1, C, axes...].</summary>
    public sealed record Drawn(Tensor Field);

    /// <summary>The field to draw.</summary>
    private protected abstract CoarseField Coarse { get; }

    /// <summary>Whether the reference draws for a sample even where it then leaves the images alone.</summary>
    private protected virtual bool AlwaysDraws => true;

    /// <inheritdoc/>
    public sealed override Drawn Draw(RandomState random, MetaTensor image) => new(Coarse.Draw(random));

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Generators?> CreateParts(Func<RandomState> source) => [new(source())];

    /// <inheritdoc/>
    protected sealed override Drawn? DrawOrSkip(Generators generators, MetaTensor image)
        => generators.Own.Rand() < Prob ? Draw(Part(generators), image) : null;

    /// <inheritdoc/>
    protected sealed override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        if (!act && !AlwaysDraws)
        {
            return null;
        }
        generators.Inner.Rand();
        var drawn = Draw(Part(generators), first);
        if (!act)
        {
            drawn.Field.Dispose();
        }
        return act ? drawn : null;
    }

    private static RandomState Part(Generators generators) => generators.Children is [{ } part, ..] ? part.Own : generators.Inner;
}
