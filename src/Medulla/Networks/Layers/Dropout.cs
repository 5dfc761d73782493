using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Dropout layers by name: dropout (single values where there is one spatial axis, whole channels where there are two or three) and
/// alphadropout. Their argument is <c>p</c>, the probability to drop; a plain number is the p of dropout.
/// </summary>
public static class Dropout
{
    private static readonly LayerFactory Factory = new(nameof(Dropout), new Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>
    {
        ["alphadropout"] = a => nn.AlphaDropout(Probability(a)),
        ["dropout"] = a => a.SpatialDims switch
        {
            1 => nn.Dropout(Probability(a)),
            2 => nn.Dropout2d(Probability(a)),
            _ => nn.Dropout3d(Probability(a)),
        },
    });

    /// <summary>The dropout layer that <paramref name="name"/> names.</summary>
    /// <param name="name">The layer and its arguments, or a probability.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels of images with so many axes.</param>
    /// <exception cref="ArgumentException">There is no such layer, it has no such argument, or the probability is outside [0, 1].</exception>
    [ReferenceName("get_dropout_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int dropoutDim = 1) => Factory.Create(name, dropoutDim);

    private static double Probability(LayerArguments arguments)
    {
        arguments.Inplace();
        var p = arguments.Number("p", 0.5);
        return p is >= 0 and <= 1 ? p : throw new ArgumentException($"Dropout: p is {p}; a probability in [0, 1] is expected.");
    }
}
