using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Gives each item of a batch another shape.</summary>
/// <param name="shape">The shape without the batch's axis; one number may be -1 for what is left.</param>
public sealed class Reshape(params int[] shape) : Block(nameof(Reshape))
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.reshape([x.shape[0], .. shape.Select(n => (long)n)]);
}
