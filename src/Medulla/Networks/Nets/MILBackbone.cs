using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>What makes features of a tile: a network by torchvision's name, or one that is given.</summary>
public sealed class MILBackbone
{
    private MILBackbone(string? name, nn.Module<Tensor, Tensor>? network) => (Name, Network) = (name, network);

    /// <summary>torchvision's name; null if a network is given.</summary>
    public string? Name { get; }

    /// <summary>The network that is given.</summary>
    public nn.Module<Tensor, Tensor>? Network { get; }

    /// <summary>A network by name.</summary>
    public static implicit operator MILBackbone(string name) => new(name, null);

    /// <summary>A network.</summary>
    public static implicit operator MILBackbone(nn.Module<Tensor, Tensor> network) => new(null, network);
}
