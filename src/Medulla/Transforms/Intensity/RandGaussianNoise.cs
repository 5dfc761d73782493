using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds Gaussian noise to the intensities.</summary>
/// <param name="Prob">How often a call changes the image, in [0, 1].</param>
/// <param name="Mean">Mean of the noise, in units of the image's intensities.</param>
/// <param name="Std">Standard deviation of the noise; its upper bound if <paramref name="SampleStd"/>.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <param name="SampleStd">Whether each call draws its deviation from [0, <paramref name="Std"/>).</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Std"/> is negative.</exception>
public sealed record RandGaussianNoise(
    double Prob = 0.1, double Mean = 0, double Std = 0.1, ScalarType? Dtype = ScalarType.Float32, bool SampleStd = true)
    : RandomTransform<RandGaussianNoise.Drawn>(Prob)
{
    /// <summary>Standard deviation of the noise, or its upper bound.</summary>
    public double Std { get; init; } = Check.NotNegative(Std);

    /// <summary>The noise of each voxel, [C, spatial...].</summary>
    public sealed record Drawn(Tensor Noise);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var std = SampleStd ? random.Uniform(0, Std) : Std;
        return new(random.Normal(Mean, std, image.Data.shape, ScalarType.Float32));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var typed = image.Data.to_type(Dtype ?? image.Data.dtype);
            return typed + drawn.Noise.to(typed);
        }));
}
