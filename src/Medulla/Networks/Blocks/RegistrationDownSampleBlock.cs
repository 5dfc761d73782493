using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Halves the size of images and keeps their channels.</summary>
public sealed class RegistrationDownSampleBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> layer;

    /// <summary>[B, C, spatial...] to [B, C, spatial / 2...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="channels">Channels of input and output.</param>
    /// <param name="pooling">Whether the largest of each 2 voxels an axis is taken; otherwise a convolution weighs them.</param>
    public RegistrationDownSampleBlock(int spatialDims, int channels, bool pooling)
        : base(nameof(RegistrationDownSampleBlock))
        => layer = this.Part("layer", pooling
            ? Pool.Create(("max", new() { ["kernel_size"] = 2 }), spatialDims)
            : RegistrationLayers.Block(spatialDims, channels, channels, 2, strides: 2, padding: 0));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        RegistrationLayers.RequireEven(nameof(RegistrationDownSampleBlock), x);
        return layer.call(x);
    }
}
