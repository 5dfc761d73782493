using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Applies one of several steps, picked at random on each call.</summary>
/// <param name="Transforms">The steps to pick from; none leave the item as it is.</param>
/// <param name="Weights">How often each is picked, relative to the others; equally often if null.</param>
/// <param name="Lazy">As in <see cref="Compose"/>.</param>
/// <exception cref="ArgumentException">The weights are not one non-negative number for each step.</exception>
public sealed record OneOf(Values<ITransform>? Transforms = null, Values<double>? Weights = null, bool? Lazy = null)
    : RandomSteps(Transforms ?? [], Lazy)
{
    /// <summary>How often each step is picked; they add up to 1.</summary>
    public Values<double>? Weights { get; init; } = Normalized(
        nameof(OneOf), Transforms ?? [], Weights ?? Values.From(Enumerable.Repeat(1.0, Transforms?.Count ?? 0)));

    /// <inheritdoc/>
    protected override Values<int> Pick(RandomState random) => random.Multinomial(Weights!.Span);
}
