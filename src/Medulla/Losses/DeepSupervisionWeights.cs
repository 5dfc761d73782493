using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How much each output of a network counts in <see cref="DeepSupervisionLoss"/>, finest first.</summary>
[NeverNull]
public enum DeepSupervisionWeights
{
    /// <summary>1, 1/2, 1/4, 1/8, and 1/16 from then on.</summary>
    Exp,

    /// <summary>All alike, 1.</summary>
    Same,

    /// <summary>1, and 1/2 from then on.</summary>
    Two,
}
