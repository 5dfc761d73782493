using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// Shows which voxels speak for a class: its score's gradient, of which only positive parts pass back through ReLU layers (Springenberg
/// et al., Striving for simplicity: the all convolutional net, 2015).
/// </summary>
/// <param name="model">The network, from [B, C, spatial...] to scores [B, K]; with layers of type ReLU.</param>
public sealed class GuidedBackpropGrad(nn.Module<Tensor, Tensor> model) : VanillaGrad(model)
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are several images, there is no such class, or the network has no ReLU layers.</exception>
    public override Tensor Compute(Tensor x, int? index = null)
    {
        using var guided = new GuidedBackpropagation(Model);
        return base.Compute(x, index);
    }
}
