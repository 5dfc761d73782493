using Medulla.Imaging;

namespace Medulla.Networks.Schedulers;

/// <summary>How the noise that each step of a diffusion adds, beta, grows over the steps.</summary>
public enum NoiseSchedule
{
    /// <summary>In equal steps. Ho et al., Denoising diffusion probabilistic models (2020).</summary>
    [ReferenceName("linear_beta")]
    Linear,

    /// <summary>Its square root in equal steps. Rombach et al., High-resolution image synthesis with latent diffusion models (2022).</summary>
    [ReferenceName("scaled_linear_beta")]
    ScaledLinear,

    /// <summary>Along a sigmoid.</summary>
    [ReferenceName("sigmoid_beta")]
    Sigmoid,

    /// <summary>So that what is left of the image falls along a cosine. Nichol and Dhariwal, Improved denoising diffusion probabilistic models (2021).</summary>
    Cosine,
}
