using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Dropout layers by name or probability.</summary>
public static class Dropout
{
    /// <summary>The layer for a probability.</summary>
    /// <param name="probability">Share of values (or channels) set to 0 in training, in [0, 1].</param>
    /// <param name="dims">1 drops single values, 2 and 3 whole channels of 2-D and 3-D images.</param>
    /// <param name="alpha">Whether mean and variance are kept ("alphadropout").</param>
    public static nn.Module<Tensor, Tensor> Create(double probability, int dims, bool alpha = false)
        => alpha ? nn.AlphaDropout(Check.Probability(probability)) : dims switch
        {
            1 => nn.Dropout(Check.Probability(probability)),
            2 => nn.Dropout2d(Check.Probability(probability)),
            3 => nn.Dropout3d(Check.Probability(probability)),
            _ => throw new ArgumentOutOfRangeException(nameof(dims), dims, "dropout works on 1 to 3 dimensions."),
        };

    /// <summary>The layer of a name: "dropout" (argument p) or "alphadropout".</summary>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public static nn.Module<Tensor, Tensor> Create(LayerSpec spec, int dims) => spec.Name.ToLowerInvariant() switch
    {
        "dropout" => Create(spec.Only("p", "inplace").Number("p", 0.5), dims),
        "alphadropout" => Create(spec.Only("p", "inplace").Number("p", 0.5), dims, alpha: true),
        _ => throw new ArgumentException($"there is no dropout '{spec.Name}'; there are dropout, alphadropout."),
    };
}
