using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>Halves the image by its largest values and convolves it twice.</summary>
public sealed class Down : Chain
{
    /// <summary>[B, <paramref name="inChns"/>, spatial...] to [B, <paramref name="outChns"/>, spatial / 2...].</summary>
    /// <inheritdoc cref="TwoConv(int, int, int, LayerSpec, LayerSpec, bool, LayerSpec?)"/>
    public Down(int spatialDims, int inChns, int outChns, LayerSpec act, LayerSpec norm, bool bias, LayerSpec? dropout = null)
        : base(nameof(Down))
    {
        Append("max_pooling", Pool.Create(("max", new() { ["kernel_size"] = 2 }), spatialDims));
        Append("convs", new TwoConv(spatialDims, inChns, outChns, act, norm, bias, dropout));
    }
}
