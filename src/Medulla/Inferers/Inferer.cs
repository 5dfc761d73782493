using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A way to run a network on images, without gradients.</summary>
public abstract record Inferer
{
    /// <summary>Runs a network with any number of outputs, each of its own channels and resolution.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From [b, C, spatial...] to one or several [b, K, spatial'...].</param>
    /// <returns>As many [B, K, spatial''...], under the network's names.</returns>
    [ReferenceName("call")]
    public abstract NetworkOutput Run(Tensor inputs, Func<Tensor, NetworkOutput> network);

    /// <summary>Runs a network.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From [b, C, spatial...] to [b, K, spatial'...].</param>
    /// <returns>[B, K, spatial''...].</returns>
    public Tensor Infer(Tensor inputs, Func<Tensor, Tensor> network) => Run(inputs, windows => network(windows)).Single;

    /// <summary>Runs a network, in the mode (training or evaluation) that it is in.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public Tensor Infer(Tensor inputs, nn.Module<Tensor, Tensor> network) => Infer(inputs, network.call);

    /// <summary>Runs a network with several outputs, each of its own channels and resolution.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public IReadOnlyList<Tensor> Infer(Tensor inputs, Func<Tensor, IReadOnlyList<Tensor>> network)
        => Run(inputs, windows => new NetworkOutput(network(windows))).Tensors;

    /// <summary>Runs a network with named outputs, each of its own channels and resolution.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public IReadOnlyDictionary<string, Tensor> Infer(Tensor inputs, Func<Tensor, IReadOnlyDictionary<string, Tensor>> network)
        => Run(inputs, windows => network(windows).ToDictionary()).Named;
}
