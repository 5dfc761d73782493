using Medulla.Imaging;

namespace Medulla.Networks.Schedulers;

/// <summary>How much noise a <see cref="DDPMScheduler"/> adds again at each step.</summary>
public enum VarianceType
{
    /// <summary>What is right for images of one kind.</summary>
    [ReferenceName("fixed_small")]
    FixedSmall,

    /// <summary>What is right for images of pure noise: beta.</summary>
    [ReferenceName("fixed_large")]
    FixedLarge,

    /// <summary>What the network predicts in as many further channels.</summary>
    Learned,

    /// <summary>Between the two fixed ones, where the network predicts.</summary>
    [ReferenceName("learned_range")]
    LearnedRange,
}
