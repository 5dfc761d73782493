using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>x times the sigmoid of alpha x. Ramachandran et al., Searching for activation functions (2017).</summary>
/// <param name="alpha">Steepness of the sigmoid; 1 is the SiLU.</param>
public sealed class Swish(double alpha = 1) : Block(nameof(Swish))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x * sigmoid(alpha * x);
}
