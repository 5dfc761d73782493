using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Padding layers by name.</summary>
public static class Pad
{
    private static readonly LayerTable Table = new("padding")
    {
        ["replicationpad"] = a => (a.SpatialDims, Amount: Amounts(a)) switch
        {
            (1, var p) => nn.ReplicationPad1d((p[0], p[1])),
            (2, var p) => nn.ReplicationPad2d((p[0], p[1], p[2], p[3])),
            (_, var p) => nn.ReplicationPad3d((p[0], p[1], p[2], p[3], p[4], p[5])),
        },
        ["constantpad"] = a => (a.SpatialDims, Amount: Amounts(a), Value: a.Number("value")) switch
        {
            (1, var p, var value) => nn.ConstantPad1d((p[0], p[1]), value),
            (2, var p, var value) => nn.ConstantPad2d((p[0], p[1], p[2], p[3]), value),
            (_, var p, var value) => nn.ConstantPad3d((p[0], p[1], p[2], p[3], p[4], p[5]), value),
        },
    };

    /// <summary>Makes a padding layer.</summary>
    /// <param name="name">replicationpad or constantpad, with arguments as in PyTorch: padding is one number, or two for each axis, last axis first.</param>
    /// <param name="spatialDims">Number of spatial axes of the input: 1, 2 or 3.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it has no such argument.</exception>
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims)
        => Table.Create(name, PerAxis.Dims(spatialDims, nameof(Pad)));

    private static long[] Amounts(LayerArguments a) => a.Sizes("padding", 2 * a.SpatialDims)!;
}
