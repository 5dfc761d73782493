using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Normalization and SiLU before a convolution, without keeping what comes between.</summary>
internal static class Preactivated
{
    /// <summary>Normalization and SiLU.</summary>
    /// <param name="norm">The normalization: a <see cref="SPADE"/>, or any of one input.</param>
    /// <param name="x">The input.</param>
    /// <param name="seg">The map of labels that a <see cref="SPADE"/> needs.</param>
    public static Tensor Activate(nn.Module norm, Tensor x, Tensor? seg = null)
    {
        var normalized = norm is SPADE spade ? spade.call(x, seg!) : ((nn.Module<Tensor, Tensor>)norm).call(x);
        return normalized.silu_();
    }

    /// <summary>Normalization, SiLU and a convolution.</summary>
    public static Tensor Convolve(nn.Module norm, nn.Module<Tensor, Tensor> conv, Tensor x, Tensor? seg = null)
    {
        using var activated = Activate(norm, x, seg);
        return conv.call(activated);
    }
}
