using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>The first features of an image, each of 3 voxels along each axis: [B, C, spatial...] to [B, E, spatial...].</summary>
public sealed class OverlapPatchEmbed : Chain
{
    /// <summary>A convolution.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="embedDim">Features.</param>
    /// <param name="bias">Whether a number is added per feature.</param>
    public OverlapPatchEmbed(int spatialDims, int inChannels = 3, int embedDim = 48, bool bias = false)
        : base(nameof(OverlapPatchEmbed))
        => Append("conv", Conv.Create(spatialDims, inChannels, embedDim, 3, padding: 1, bias: bias));
}
