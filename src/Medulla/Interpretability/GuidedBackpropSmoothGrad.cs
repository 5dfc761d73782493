using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary><see cref="SmoothGrad"/> of maps as <see cref="GuidedBackpropGrad"/> makes them.</summary>
/// <inheritdoc cref="SmoothGrad"/>
public sealed class GuidedBackpropSmoothGrad(
    nn.Module<Tensor, Tensor> model, double stdevSpread = 0.15, int nSamples = 25, bool magnitude = true, bool verbose = true, Generator? generator = null)
    : SmoothGrad(model, stdevSpread, nSamples, magnitude, verbose, generator)
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are several images, there is no such class, or the network has no ReLU layers.</exception>
    public override Tensor Compute(Tensor x, int? index = null)
    {
        using var guided = new GuidedBackpropagation(Model);
        return base.Compute(x, index);
    }
}
