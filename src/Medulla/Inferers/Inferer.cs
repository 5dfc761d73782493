using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A way to run a network on images, without gradients.</summary>
public abstract record Inferer
{
    /// <summary>Runs a network.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From [b, C, spatial...] to [b, K, spatial'...].</param>
    /// <returns>[B, K, spatial''...].</returns>
    public abstract Tensor Infer(Tensor inputs, Func<Tensor, Tensor> network);

    /// <summary>Runs a network, in the mode (training or evaluation) that it is in.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public Tensor Infer(Tensor inputs, nn.Module<Tensor, Tensor> network) => Infer(inputs, network.call);
}
