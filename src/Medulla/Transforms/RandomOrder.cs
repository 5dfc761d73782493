using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Applies all steps, in another random order on each call.</summary>
/// <param name="Transforms">The steps; none leave the item as it is.</param>
/// <param name="Lazy">As in <see cref="Compose"/>.</param>
public sealed record RandomOrder(Values<ITransform>? Transforms = null, bool? Lazy = null) : RandomSteps(Transforms ?? [], Lazy)
{
    /// <inheritdoc/>
    protected override Values<int> Pick(RandomState random) => random.Permutation(Transforms.Count);
}
