using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Dropout by name.</summary>
public static class Dropout
{
    private static readonly LayerTable Table = new("dropout")
    {
        ["dropout"] = a => a.SpatialDims switch
        {
            1 => nn.Dropout(Rate(a), a.Flag("inplace")),
            2 => nn.Dropout2d(Rate(a), a.Flag("inplace")),
            _ => nn.Dropout3d(Rate(a), a.Flag("inplace")),
        },
        ["alphadropout"] = a => nn.AlphaDropout(Rate(a), a.Flag("inplace")),
    };

    /// <summary>Makes a dropout layer.</summary>
    /// <param name="name">A rate, or dropout or alphadropout with arguments as in PyTorch.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels of so many spatial axes.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it has no such argument.</exception>
    [ReferenceName("get_dropout_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int dropoutDim = 1)
        => Table.Create(name, PerAxis.Dims(dropoutDim, nameof(Dropout)));

    private static double Rate(LayerArguments a) => Check.Probability(a.Number("p", 0.5), "p");
}
