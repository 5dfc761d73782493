using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// While it lives, only positive gradients pass back through the ReLU layers of a network (Springenberg et al., Striving for simplicity:
/// the all convolutional net, 2015).
/// </summary>
internal sealed class GuidedBackpropagation : IDisposable
{
    private readonly List<Action> remove;

    /// <summary>Guides a network.</summary>
    /// <exception cref="ArgumentException">The network has no ReLU layer.</exception>
    public GuidedBackpropagation(nn.Module network)
    {
        ReLU[] layers = [.. network.modules().OfType<ReLU>()];
        remove = layers.Length == 0
            ? throw new ArgumentException("the network has no ReLU layers; guided backpropagation is defined for these alone.")
            : [.. layers.Select(layer => (Action)layer.register_forward_hook((_, _, output) => Gate.apply(output)).remove)];
    }

    /// <inheritdoc/>
    public void Dispose() => remove.ForEach(one => one());

    /// <summary>Lets positive gradients pass; those where the input was negative are stopped by ReLU itself.</summary>
    private sealed class Gate : autograd.SingleTensorFunction<Gate>
    {
        public override string Name => nameof(Gate);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).alias();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.clamp(min: 0)];
    }
}
