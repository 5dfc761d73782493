using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Dropout as configurations ask for it: a probability, or a layer such as <c>["alphadropout", {"p": 0.2}]</c>.</summary>
/// <param name="Layer">The layer.</param>
public sealed record DropoutSpec(LayerSpec Layer)
{
    /// <summary>Dropout of a probability.</summary>
    public static implicit operator DropoutSpec(double probability) => new(new LayerSpec("dropout", new Dictionary<string, object?> { ["p"] = probability }));

    /// <summary>A layer by name.</summary>
    public static implicit operator DropoutSpec(string name) => new((LayerSpec)name);

    /// <summary>A layer as name and arguments in a list.</summary>
    public static implicit operator DropoutSpec(object?[] parts) => new((LayerSpec)parts);

    /// <summary>The layer for a number of dimensions; null where the probability is 0.</summary>
    internal nn.Module<Tensor, Tensor> Create(int dims) => Dropout.Create(Layer, dims);
}
