using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Medulla.Networks.Layers.Dropout;

namespace Medulla.Networks.Blocks;

/// <summary>Activation, dropout and normalisation, each optional, in any order.</summary>
public sealed class ADN : Block
{
    private readonly List<nn.Module<Tensor, Tensor>> steps = [];

    /// <summary>Makes the steps.</summary>
    /// <param name="ordering">Letters A (activation), D (dropout) and N (normalisation), in the order of the steps; a letter without a layer is skipped.</param>
    /// <param name="inChannels">Channels of the input; 1 if null. Normalisations need it.</param>
    /// <param name="act">Activation; relu if null.</param>
    /// <param name="norm">Normalisation; none if null.</param>
    /// <param name="normDim">Spatial axes that the normalisation sees; as <paramref name="dropoutDim"/> if null.</param>
    /// <param name="dropout">Dropout, or its rate; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels; as <paramref name="normDim"/> if null.</param>
    /// <exception cref="ArgumentException">A letter is unknown or given twice, or the number of spatial axes is needed but not given.</exception>
    public ADN(
        string ordering = "NDA", int? inChannels = null, LayerSpec? act = null, LayerSpec? norm = null, int? normDim = null,
        LayerSpec? dropout = null, int? dropoutDim = null)
        : base(nameof(ADN))
    {
        var letters = ordering.ToUpperInvariant();
        if (letters.Distinct().Count() < letters.Length)
        {
            throw new ArgumentException($"ADN: ordering is '{ordering}'; each letter may stand in it once.");
        }
        foreach (var letter in letters)
        {
            (LayerSpec? layer, Func<LayerSpec, nn.Module<Tensor, Tensor>> create) = letter switch
            {
                'A' => (act ?? "relu", (Func<LayerSpec, nn.Module<Tensor, Tensor>>)Act.Create),
                'D' => (dropout, spec => Dropout.Create(spec, dropoutDim ?? normDim ?? throw NoDims("dropout"))),
                'N' => (norm, spec => Norm.Create(spec, normDim ?? dropoutDim ?? throw NoDims("norm"), inChannels ?? 1)),
                _ => throw new ArgumentException($"ADN: ordering is '{ordering}'; it is made of the letters A, D and N."),
            };
            if (layer is { IsNone: false })
            {
                var step = create(layer);
                register_module($"{letter}", step);
                steps.Add(step);
            }
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var current = input;
        foreach (var step in steps)
        {
            var next = step.call(current);
            if (!ReferenceEquals(current, input))
            {
                current.Dispose();
            }
            current = next;
        }
        return current;
    }

    private static ArgumentException NoDims(string what) => new($"ADN: {what} needs norm_dim or dropout_dim, the number of spatial axes.");
}
