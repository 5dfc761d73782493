using Medulla.Imaging;

namespace Medulla.Networks.Schedulers;

/// <summary>How a <see cref="RFlowScheduler"/> draws time steps to train at.</summary>
public enum TimestepSampling
{
    /// <summary>All alike.</summary>
    Uniform,

    /// <summary>More of those in the middle: the logistic function of a normal distribution.</summary>
    [ReferenceName("logit-normal")]
    LogitNormal,
}
