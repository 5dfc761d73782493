using Medulla.Imaging;

namespace Medulla.Networks.Blocks;

/// <summary>How the kernels of a registration network's convolutions begin.</summary>
public enum KernelInitializer
{
    /// <summary>From a normal distribution that keeps the variance through ReLU; the reference's name says uniform. He et al., Delving deep into rectifiers (2015).</summary>
    [ReferenceName("kaiming_uniform")]
    KaimingNormal,

    /// <summary>0, so that a network begins by moving nothing.</summary>
    Zeros,
}
