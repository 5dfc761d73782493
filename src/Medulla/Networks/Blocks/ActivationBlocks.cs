using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Activations that the reference also has as blocks; <see cref="Act"/> has them all by name.</summary>
public static class ActivationBlocks
{
    /// <summary>x times the hyperbolic tangent of its softplus. Misra, Mish: a self regularized non-monotonic activation function (2020).</summary>
    /// <param name="inplace">Accepted and without effect: inputs are never written to.</param>
    [ReferenceName("Mish")]
    public static nn.Module<Tensor, Tensor> Mish(bool inplace = false) => Act.Create(("mish", new() { ["inplace"] = inplace }));

    /// <summary>x times its sigmoid. Ramachandran et al., Searching for activation functions (2017).</summary>
    /// <inheritdoc cref="Mish"/>
    [ReferenceName("MemoryEfficientSwish")]
    public static nn.Module<Tensor, Tensor> MemoryEfficientSwish(bool inplace = false) => Act.Create(("memswish", new() { ["inplace"] = inplace }));
}
