using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Small networks of one kind, each with a call on inputs of its own. <see cref="NetworkLawTests"/> finds every family and holds it to the laws.</summary>
public abstract class NetworkFamily
{
    /// <summary>Name, network, and the call that gives all its outputs.</summary>
    public abstract Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Members { get; }

    /// <summary>A network of one tensor in, one out, called on random values of this shape.</summary>
    protected static (nn.Module, Func<Tensor[]>) One(nn.Module<Tensor, Tensor> network, params long[] shape) => (network, () => [network.call(rand(shape))]);

    /// <summary>A network with a call of its own.</summary>
    protected static (nn.Module, Func<Tensor[]>) Of<T>(T network, Func<T, Tensor[]> run)
        where T : nn.Module
        => (network, () => run(network));
}
