using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Applies some of several steps, picked at random on each call, in random order.</summary>
/// <param name="Transforms">The steps to pick from; none leave the item as it is.</param>
/// <param name="NumTransforms">How many to pick, or from how many to how many; all if null. A single number may exceed the number of steps.</param>
/// <param name="Replace">Whether a step may be picked again.</param>
/// <param name="Weights">How often each is picked, relative to the others; equally often if null.</param>
/// <param name="Lazy">As in <see cref="Compose"/>.</param>
/// <exception cref="ArgumentException">The numbers do not lie within those of the steps, or the weights are not one non-negative number for each.</exception>
public sealed record SomeOf(
    Values<ITransform>? Transforms = null, CountRange? NumTransforms = null, bool Replace = false, Values<double>? Weights = null, bool? Lazy = null)
    : RandomSteps(Transforms ?? [], Lazy)
{
    /// <summary>From how many to how many steps are picked.</summary>
    public CountRange? NumTransforms { get; init; } = Within(NumTransforms, Transforms?.Count ?? 0);

    /// <summary>How often each step is picked; they add up to 1.</summary>
    public Values<double>? Weights { get; init; } = Weights is null || Transforms is null or { Count: 0 } ? null : Normalized(nameof(SomeOf), Transforms, Weights);

    /// <inheritdoc/>
    protected override Values<int> Pick(RandomState random)
    {
        var range = NumTransforms!.Value;
        return random.Choice(Transforms.Count, (int)random.RandInt(range.Low, range.High + 1), Replace, Weights);
    }

    private static CountRange Within(CountRange? asked, int steps)
    {
        var range = asked ?? steps;
        range = range.AtMost && range.High > steps ? steps : range;
        return range.Low >= 0 && range.Low <= range.High && range.High <= steps ? range
            : throw new ArgumentException($"SomeOf: from {range.Low} to {range.High} steps are to be picked; there are {steps}.");
    }
}
