using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>How the weight of a class follows from how much of it there is.</summary>
[NeverNull]
public enum ClassVolumeWeight
{
    /// <summary>One over its square.</summary>
    Square,

    /// <summary>One over it.</summary>
    Simple,

    /// <summary>Not at all: 1.</summary>
    Uniform,
}
