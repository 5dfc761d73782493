using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Refines features of one depth by those of all depths, as far as attention lets these through.</summary>
internal sealed class Daf3dAttention : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> attentiveMap, refine;

    public Daf3dAttention(int inChannels, int outChannels, LayerSpec norm, LayerSpec act)
        : base(nameof(Daf3dAttention))
    {
        attentiveMap = this.Part("attentive_map", ModuleParts.Sequence(
            Convolve(inChannels, 1), Convolve(outChannels, 3), new Convolution(3, outChannels, outChannels, adnOrdering: "A", act: "sigmoid")));
        refine = this.Part("refine", ModuleParts.Sequence(Convolve(inChannels, 1), Convolve(outChannels, 3), Convolve(outChannels, 3)));

        Convolution Convolve(int from, int kernel) => new(3, from, outChannels, kernelSize: kernel, norm: norm, act: act);
    }

    /// <summary>The refined features and the attention, both [B, outChannels, spatial...].</summary>
    /// <param name="single">Features of one depth.</param>
    /// <param name="multi">Features of all depths.</param>
    public (Tensor Features, Tensor Attention) call(Tensor single, Tensor multi) => ModuleParts.Scoped(() =>
    {
        var attention = attentiveMap.call(cat([single, multi], 1));
        return (refine.call(cat([single, attention * multi], 1)), attention);
    });
}
