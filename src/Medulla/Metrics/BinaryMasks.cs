using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Masks of zeros and ones.</summary>
public static class BinaryMasks
{
    /// <summary>Whether all values are 0 or 1.</summary>
    /// <param name="input">Of any shape.</param>
    /// <param name="name">Accepted for configurations' sake, where the reference warns by this name; nothing is printed.</param>
    public static bool IsBinaryTensor(Tensor input, string name = "")
    {
        using var scope = NewDisposeScope();
        return input.eq(0).logical_or_(input.eq(1)).all().item<bool>();
    }
}
