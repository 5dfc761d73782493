using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Padding layers by name: constantpad (takes <c>padding</c> and <c>value</c>) and replicationpad (takes <c>padding</c>). The padding
/// is one number, or two an axis (before, after), the last axis first as in PyTorch.
/// </summary>
public static class Pad
{
    private static readonly LayerFactory Factory = new(nameof(Pad), new Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>
    {
        ["constantpad"] = a => (a.SpatialDims, a.Number("value", 0), Widths(a)) switch
        {
            (1, var value, var p) => nn.ConstantPad1d((p[0], p[1]), value),
            (2, var value, var p) => nn.ConstantPad2d((p[0], p[1], p[2], p[3]), value),
            (_, var value, var p) => nn.ConstantPad3d((p[0], p[1], p[2], p[3], p[4], p[5]), value),
        },
        ["replicationpad"] = a => (a.SpatialDims, Widths(a)) switch
        {
            (1, var p) => nn.ReplicationPad1d((p[0], p[1])),
            (2, var p) => nn.ReplicationPad2d((p[0], p[1], p[2], p[3])),
            (_, var p) => nn.ReplicationPad3d((p[0], p[1], p[2], p[3], p[4], p[5])),
        },
    });

    /// <summary>The padding layer that <paramref name="name"/> names.</summary>
    /// <param name="name">The layer and its arguments.</param>
    /// <param name="spatialDims">Spatial axes of the input, 1 to 3.</param>
    /// <exception cref="ArgumentException">There is no such layer, it has no such argument, or one is missing.</exception>
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims = 1) => Factory.Create(name, spatialDims);

    private static long[] Widths(LayerArguments a) => a.RequiredAxes("padding", 2 * a.SpatialDims);
}
