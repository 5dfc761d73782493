using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How <see cref="MultiScaleLoss"/> smooths.</summary>
[NeverNull]
public enum ScaleKernel
{
    /// <summary>By a Gaussian, cut off at three standard deviations.</summary>
    Gaussian,

    /// <summary>By a Cauchy distribution, cut off at five times its scale.</summary>
    Cauchy,
}
