using Medulla.Imaging;

namespace Medulla.Transforms.Intensity;

/// <summary>Smooths by a gaussian. Outside the image is 0.</summary>
/// <param name="Sigma">Standard deviation, voxels: one for all axes, or one for each; 1 if null.</param>
/// <param name="Approx">How the gaussian is put on the grid.</param>
public sealed record GaussianSmooth(Values<double>? Sigma = null, GaussianApproximation Approx = GaussianApproximation.Erf) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(SeparableFilter.Apply(image.Data, SeparableFilter.Gaussian(image.Data, Sigma ?? 1, Approx)));
}
