using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>How the entries of a codebook begin.</summary>
public enum CodebookInit
{
    /// <summary>From a standard normal distribution.</summary>
    Normal,

    /// <summary>From a uniform distribution as wide as suits the number of channels. He et al., Delving deep into rectifiers (2015).</summary>
    [ReferenceName("kaiming_uniform")]
    KaimingUniform,
}
