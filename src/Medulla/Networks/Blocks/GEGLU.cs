using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Gated linear unit: the first half of the last axis, times the GELU of the second. Shazeer, GLU Variants Improve Transformer (2020).
/// </summary>
public sealed class GEGLU() : Block(nameof(GEGLU))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var halves = input.chunk(2, -1);
        return halves[0] * nn.functional.gelu(halves[1]);
    }
}
