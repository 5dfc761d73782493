using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>Adds Gaussian noise of random strength to a signal, the same to all channels.</summary>
/// <param name="Boundaries">The range of the noise's standard deviation; [0.001, 0.02] if null.</param>
/// <remarks>The noise is drawn from the step's own generator.</remarks>
public sealed record SignalRandAddGaussianNoise(Interval? Boundaries = null) : SignalTransform<SignalRandAddGaussianNoise.Drawn>
{
    /// <summary>The noise, [length].</summary>
    public sealed record Drawn(Tensor Noise);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var magnitude = random.Uniform(Boundaries ?? (0.001, 0.02));
        using var unit = random.Normal(0, 1, [Length(image)], ScalarType.Float32);
        return new(unit * magnitude);
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() => image.Data + drawn.Noise.to(image.Data.device)));
}
