using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Splits the last axis in halves and multiplies the first with the GELU of the second; [B, ..., 2 D] becomes [B, ..., D].
/// Shazeer, GLU variants improve transformer (2020).
/// </summary>
public sealed class GEGLU() : Block(nameof(GEGLU))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var halves = x.chunk(2, dim: -1);
        return halves[0] * nn.functional.gelu(halves[1]);
    }
}
