using Medulla.Networks.Layers;

namespace Medulla.Networks.Blocks;

/// <summary>A <see cref="ChannelSELayer"/> whose input is added to its result.</summary>
/// <param name="spatialDims">Spatial axes, 1 to 3.</param>
/// <param name="inChannels">Channels.</param>
/// <param name="r">By how much channels are reduced within.</param>
/// <param name="actiType1">The activation within; leakyrelu if null.</param>
/// <param name="actiType2">The activation of the weights; relu if null.</param>
public sealed class ResidualSELayer(int spatialDims, int inChannels, int r = 2, LayerSpec? actiType1 = null, LayerSpec? actiType2 = null)
    : ChannelSELayer(spatialDims, inChannels, r, actiType1 ?? "leakyrelu", actiType2 ?? "relu", addResidual: true);
