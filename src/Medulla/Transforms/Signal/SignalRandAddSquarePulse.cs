using Medulla.Randomness;
using Medulla.Runtime;

namespace Medulla.Transforms.Signal;

/// <summary>Adds a random square wave to a signal.</summary>
/// <param name="Boundaries">The range of the wave's height; [0.01, 0.2] if null.</param>
/// <param name="Frequencies">The range of its frequency, in radians a sample; [0.001, 0.02] if null.</param>
public sealed record SignalRandAddSquarePulse(Interval? Boundaries = null, Interval? Frequencies = null) : SignalTransform<SignalRandAddSquarePulse.Drawn>
{
    /// <summary>Height and frequency of the wave.</summary>
    public sealed record Drawn(double Magnitude, double Frequency);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.Uniform(Boundaries ?? (0.01, 0.2)), random.Uniform(Frequencies ?? (0.001, 0.02)));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(
        () => image.Data + (Waveform.Square(Length(image), drawn.Frequency) * drawn.Magnitude).to(image.Data.device)));
}
