using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How <see cref="PatchAdversarialLoss"/> judges a discriminator's output.</summary>
[NeverNull]
public enum AdversarialCriterion
{
    /// <summary>Binary cross entropy after a sigmoid. Goodfellow et al. (2014).</summary>
    Bce,

    /// <summary>Hinge loss after a hyperbolic tangent. Lim and Ye (2017).</summary>
    Hinge,

    /// <summary>Squared distance from 1 or 0, after a leaky rectifier. Mao et al. (2017).</summary>
    LeastSquares,
}
