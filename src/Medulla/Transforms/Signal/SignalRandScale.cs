using Medulla.Randomness;
using Medulla.Runtime;

namespace Medulla.Transforms.Signal;

/// <summary>Multiplies a signal by a random number.</summary>
/// <param name="Boundaries">The range of the number; [-1, 1] if null.</param>
public sealed record SignalRandScale(Interval? Boundaries = null) : SignalTransform<SignalRandScale.Drawn>
{
    /// <summary>The number.</summary>
    public sealed record Drawn(double Magnitude);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(Boundaries ?? (-1, 1)));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() => image.Data * drawn.Magnitude));
}
