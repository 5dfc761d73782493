using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>Codes of time steps.</summary>
public static class TimestepEmbedding
{
    /// <summary>Cosines and sines of time steps at ever lower frequencies. Ho et al., Denoising diffusion probabilistic models (2020).</summary>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="embeddingDim">Numbers in each code.</param>
    /// <param name="maxPeriod">The longest period over 2 pi, in steps.</param>
    /// <returns>[B, <paramref name="embeddingDim"/>], float32; the last column is 0 if their number is odd.</returns>
    /// <exception cref="ArgumentException"><paramref name="timesteps"/> has not one axis.</exception>
    [ReferenceName("get_timestep_embedding")]
    public static Tensor Create(Tensor timesteps, int embeddingDim, double maxPeriod = 10000)
    {
        if (timesteps.dim() != 1)
        {
            throw new ArgumentException($"Time steps are [{string.Join(", ", timesteps.shape)}]; one number an image, [B], is expected.", nameof(timesteps));
        }
        using var scope = NewDisposeScope();
        var half = embeddingDim / 2;
        var frequencies = (-Math.Log(maxPeriod) * arange(half, ScalarType.Float32, timesteps.device) / half).exp();
        var angles = timesteps.to_type(ScalarType.Float32).unsqueeze(1) * frequencies;
        var code = cat([angles.cos(), angles.sin()], 1);
        return (embeddingDim % 2 == 0 ? code : nn.functional.pad(code, (0, 1))).MoveToOuterDisposeScope();
    }
}
