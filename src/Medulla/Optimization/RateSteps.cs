using Medulla.Imaging;

namespace Medulla.Optimization;

/// <summary>How learning rates follow each other.</summary>
public enum RateSteps
{
    /// <summary>Each is the former one times the same factor.</summary>
    [ReferenceName("exp")]
    Exponential,

    /// <summary>Each is the former one plus the same amount.</summary>
    Linear,
}
