using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>Sets a random part of a signal to 0.</summary>
/// <param name="Boundaries">The range of the part's length, as a share of the signal's; [0, 1] if null. A part that begins near the end is cut off there.</param>
/// <remarks>A signal of one channel loses its channel axis, as in the reference. Where the part begins is drawn from the step's own generator.</remarks>
public sealed record SignalRandDrop(Interval? Boundaries = null) : SignalTransform<SignalRandDrop.Drawn>
{
    /// <summary>The part: its length as a share of the signal's, and its first sample.</summary>
    public sealed record Drawn(double Magnitude, long At);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.Uniform(Boundaries ?? (0, 1)), random.RandInt(Length(image)));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(
        () => Paste(image.Data, zeros((long)Math.Round(drawn.Magnitude * Length(image), MidpointRounding.ToEven)), drawn.At)));
}
