using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How <see cref="GlobalMutualInformationLoss"/> spreads an intensity over bins.</summary>
[NeverNull]
public enum MutualInformationKernel
{
    /// <summary>As a Gaussian around it; intensities are cut off to [0, 1]. Guo, Multi-modal image registration (2019).</summary>
    Gaussian,

    /// <summary>The prediction as a cubic B-spline, the target in one bin; any intensities. Mattes et al. (2003).</summary>
    BSpline,
}
