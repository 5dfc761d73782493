using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>The first part: convolved input, added to the input repeated. Milletari et al., V-Net (2016).</summary>
internal sealed class VNetInput : Block
{
    private readonly nn.Module<Tensor, Tensor> convBlock, actFunction;
    private readonly int repeats;

    public VNetInput(int spatialDims, int inChannels, int outChannels, LayerSpec act, bool bias)
        : base(nameof(VNetInput))
    {
        repeats = outChannels % inChannels == 0 ? outChannels / inChannels
            : throw new ArgumentException($"VNet: the input has {inChannels} channels; a divisor of {outChannels} is expected.", nameof(inChannels));
        actFunction = this.Part("act_function", VNetLayers.Activation(act, outChannels));
        convBlock = this.Part("conv_block", VNetLayers.Convolve(spatialDims, inChannels, outChannels, bias));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
        => actFunction.call(convBlock.call(x) + x.repeat([1, repeats, .. Enumerable.Repeat(1L, (int)x.Dimensions - 2)]));
}
