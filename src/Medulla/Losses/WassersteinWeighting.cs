using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How <see cref="GeneralizedWassersteinDiceLoss"/> weighs classes.</summary>
[NeverNull]
public enum WassersteinWeighting
{
    /// <summary>All alike, and class 0 not at all among the true positives (Fidon et al., 2017).</summary>
    Default,

    /// <summary>By one over their volume, as in generalised Dice (Tilborghs et al., 2020).</summary>
    [ReferenceName("GDL")]
    GeneralizedDice,
}
