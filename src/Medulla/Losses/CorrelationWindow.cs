using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How neighbours count in <see cref="LocalNormalizedCrossCorrelationLoss"/>.</summary>
[NeverNull]
public enum CorrelationWindow
{
    /// <summary>All alike.</summary>
    Rectangular,

    /// <summary>The less the farther, to 0.</summary>
    Triangular,

    /// <summary>As a Gaussian of a third of the window's size says, cut off at that size from its lower end.</summary>
    Gaussian,
}
