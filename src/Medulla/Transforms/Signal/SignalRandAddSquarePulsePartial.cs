using Medulla.Randomness;
using Medulla.Runtime;

namespace Medulla.Transforms.Signal;

/// <summary>Replaces a random part of a signal by a random square wave.</summary>
/// <param name="Boundaries">The range of the wave's height; [0.01, 0.2] if null.</param>
/// <param name="Frequencies">The range of its frequency, in radians a sample; [0.001, 0.02] if null.</param>
/// <param name="Fraction">The range of the part's length, as a share of the signal's; [0.01, 0.2] if null. A part that begins near the end is cut off there.</param>
/// <remarks>A signal of one channel loses its channel axis, as in the reference. Where the part begins is drawn from the step's own generator.</remarks>
public sealed record SignalRandAddSquarePulsePartial(Interval? Boundaries = null, Interval? Frequencies = null, Interval? Fraction = null)
    : SignalTransform<SignalRandAddSquarePulsePartial.Drawn>
{
    /// <summary>Height and frequency of the wave; length of the part as a share of the signal's, and its first sample.</summary>
    public sealed record Drawn(double Magnitude, double Frequency, double Fraction, long At);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var magnitude = random.Uniform(Boundaries ?? (0.01, 0.2));
        var fraction = random.Uniform(Fraction ?? (0.01, 0.2));
        return new(magnitude, random.Uniform(Frequencies ?? (0.001, 0.02)), fraction, random.RandInt(Length(image)));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
    {
        var count = (long)Math.Round(drawn.Fraction * Length(image), MidpointRounding.ToEven);
        return image.WithData(TensorMemory.Scoped(() => Paste(image.Data, Waveform.Square(count, drawn.Frequency) * drawn.Magnitude, drawn.At)));
    }
}
