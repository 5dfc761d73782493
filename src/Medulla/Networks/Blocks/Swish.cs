using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Swish, x sigmoid(alpha x). Ramachandran et al., Searching for Activation Functions (2017).</summary>
/// <param name="alpha">Steepness of the gate.</param>
public sealed class Swish(double alpha = 1) : Block(nameof(Swish))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input * (input * alpha).sigmoid();
}
