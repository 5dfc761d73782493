using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>All that an item of a batch holds, as one axis: [B, ...] to [B, N].</summary>
public sealed class Flatten() : Block(nameof(Flatten))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.reshape(x.shape[0], -1);
}
