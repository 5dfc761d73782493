using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Weighs channels by what all of them are on average. Hu et al., Squeeze-and-excitation networks (2018).</summary>
public class ChannelSELayer : Block
{
    private readonly nn.Module<Tensor, Tensor> avgPool, fc;
    private readonly bool addResidual;

    /// <summary>[B, C, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels.</param>
    /// <param name="r">By how much channels are reduced within.</param>
    /// <param name="actiType1">The activation within; relu if null.</param>
    /// <param name="actiType2">The activation of the weights; sigmoid if null.</param>
    /// <param name="addResidual">Whether the input is added to the result.</param>
    /// <exception cref="ArgumentException">No channels are left within, or a layer is unknown.</exception>
    public ChannelSELayer(
        int spatialDims, int inChannels, int r = 2, LayerSpec? actiType1 = null, LayerSpec? actiType2 = null, bool addResidual = false)
        : base(nameof(ChannelSELayer))
    {
        if (r < 1 || inChannels / r < 1)
        {
            throw new ArgumentException($"ChannelSELayer: r is {r} for {inChannels} channels; 1 to {inChannels} is expected.", nameof(r));
        }
        this.addResidual = addResidual;
        avgPool = this.Part("avg_pool", Pool.Create(("adaptiveavg", new() { ["output_size"] = 1 }), spatialDims));
        fc = this.Part("fc", ModuleParts.Sequence(
            nn.Linear(inChannels, inChannels / r), Act.Create(actiType1 ?? "relu"), nn.Linear(inChannels / r, inChannels), Act.Create(actiType2 ?? "sigmoid")));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var weights = fc.call(avgPool.call(x).flatten(1)).view([x.shape[0], x.shape[1], .. Enumerable.Repeat(1L, (int)x.Dimensions - 2)]);
        return addResidual ? x * weights + x : x * weights;
    }
}
