using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Codes from which generators make images.</summary>
public static class Latents
{
    /// <summary>Normal numbers.</summary>
    /// <param name="numLatents">Number of codes.</param>
    /// <param name="latentSize">Length of each.</param>
    /// <param name="device">Where they go; the CPU if null.</param>
    /// <param name="nonBlocking">Whether copies to a GPU need not wait; here they do.</param>
    /// <returns>[codes, length].</returns>
    public static Tensor DefaultMakeLatent(int numLatents, int latentSize, Device? device = null, bool nonBlocking = false)
        => BatchPreparation.On(randn([Check.Positive(numLatents), Check.Positive(latentSize)]), device);
}
