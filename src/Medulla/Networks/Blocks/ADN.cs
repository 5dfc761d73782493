using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Activation, dropout and normalisation in a given order; what is not asked for is left out.</summary>
public sealed class ADN : Block
{
    private readonly nn.Module<Tensor, Tensor>[] layers;

    /// <summary>The layers.</summary>
    /// <param name="ordering">A (activation), D (dropout) and N (normalisation) in the order wanted.</param>
    /// <param name="inChannels">Channels of the input; needed for the normalisation.</param>
    /// <param name="act">Activation; ReLU if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="norm">Normalisation; none if null.</param>
    /// <param name="normDim">Spatial dimensions of the normalisation; those of the dropout if null.</param>
    /// <param name="dropout">Probability of dropout, or a layer; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels; the normalisation's if null.</param>
    /// <exception cref="ArgumentException">The order has another letter, or what a layer needs is missing.</exception>
    public ADN(
        string ordering = "NDA", int? inChannels = null, LayerSpec? act = null, LayerSpec? norm = null, int? normDim = null,
        DropoutSpec? dropout = null, int? dropoutDim = null)
        : base(nameof(ADN))
    {
        List<nn.Module<Tensor, Tensor>> made = [];
        foreach (var letter in ordering.ToUpperInvariant())
        {
            nn.Module<Tensor, Tensor>? layer = letter switch
            {
                'A' => LayerSpec.Resolve(act, "RELU") is { } chosen ? Act.Create(chosen) : null,
                'D' => dropout?.Create((normDim, dropoutDim) is (null, null)
                    ? throw new ArgumentException("ADN: dropout needs dropout_dim or norm_dim.") : dropoutDim ?? normDim!.Value),
                'N' => norm is null || ReferenceEquals(norm, LayerSpec.None) ? null : Norm.Create(norm, normDim ?? dropoutDim ?? throw new ArgumentException("ADN: norm needs norm_dim or dropout_dim."),
                    inChannels),
                _ => throw new ArgumentException($"ADN: ordering is '{ordering}'; it may have the letters A, D and N."),
            };
            if (layer is not null)
            {
                register_module($"{letter}", layer);
                made.Add(layer);
            }
        }
        layers = [.. made];
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => layers.Aggregate(x, (current, layer) => layer.call(current));
}
