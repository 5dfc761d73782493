using Medulla.Imaging;
using Medulla.Runtime;

namespace Medulla.Transforms.Intensity;

/// <summary>Sharpens: what a second gaussian takes away from a smoothed image is added to it, several times over.</summary>
/// <param name="Sigma1">Standard deviation of the first gaussian, voxels: one for all axes, or one for each; 3 if null.</param>
/// <param name="Sigma2">Standard deviation of the second; 1 if null.</param>
/// <param name="Alpha">How many times the difference is added.</param>
/// <param name="Approx">How the gaussians are put on the grid.</param>
public sealed record GaussianSharpen(
    Values<double>? Sigma1 = null, Values<double>? Sigma2 = null, double Alpha = 30, GaussianApproximation Approx = GaussianApproximation.Erf) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var smooth = SeparableFilter.Apply(image.Data, SeparableFilter.Gaussian(image.Data, Sigma1 ?? 3, Approx));
            var smoother = SeparableFilter.Apply(smooth, SeparableFilter.Gaussian(image.Data, Sigma2 ?? 1, Approx));
            return smooth.mul(1 + Alpha).sub_(smoother.mul_(Alpha));
        }));
}
