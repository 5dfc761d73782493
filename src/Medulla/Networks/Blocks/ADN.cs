using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Activation (A), dropout (D) and normalization (N) in a given order; what is not wanted is left out.</summary>
public sealed class ADN : Chain
{
    /// <summary>The layers that <paramref name="ordering"/> names, in its order.</summary>
    /// <param name="ordering">The letters A, D and N in any case, each at most once; a letter left out leaves out its layer.</param>
    /// <param name="inChannels">Channels of the input; null where the normalization needs none.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; none if null.</param>
    /// <param name="normDim">Spatial axes of what is normalized; <paramref name="dropoutDim"/> if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels; <paramref name="normDim"/> if null.</param>
    /// <exception cref="ArgumentException">A letter is unknown or stands twice, a layer is unknown, or neither number of axes is given where one is needed.</exception>
    public ADN(
        string ordering = "NDA", int? inChannels = null, LayerSpec? act = null, LayerSpec? norm = null, int? normDim = null,
        LayerSpec? dropout = null, int? dropoutDim = null)
        : base(nameof(ADN))
    {
        var letters = ordering.ToUpperInvariant();
        if (letters.FirstOrDefault(letter => !"AND".Contains(letter)) is var wrong and not '\0' || letters.Distinct().Count() < letters.Length)
        {
            throw new ArgumentException($"ADN: ordering is '{ordering}'; the letters A, D and N, each at most once, are expected.", nameof(ordering));
        }
        act ??= "relu";
        norm ??= LayerSpec.None;
        dropout ??= LayerSpec.None;
        if (normDim is null && dropoutDim is null && !(norm.IsNone && dropout.IsNone))
        {
            throw new ArgumentException("ADN: normDim and dropoutDim are both null; normalization and dropout need one of them.", nameof(normDim));
        }
        foreach (var letter in letters)
        {
            var spec = letter switch { 'A' => act, 'D' => dropout, _ => norm };
            if (!spec.IsNone)
            {
                Append($"{letter}", letter switch
                {
                    'A' => Act.Create(act),
                    'D' => Dropout.Create(dropout, dropoutDim ?? normDim!.Value),
                    _ => Norm.Create(norm, normDim ?? dropoutDim!.Value, inChannels),
                });
            }
        }
    }
}
