using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The part of <see cref="SPADENet"/> that takes the style from an image.</summary>
internal sealed class SPADEEncoder : MultiBlock
{
    private readonly IReadOnlyList<Convolution> blocks;
    private readonly nn.Module<Tensor, Tensor> mu, logvar;

    public SPADEEncoder(int spatialDims, int inChannels, int zDim, Values<int> channels, long[] smallest, int kernelSize, LayerSpec? norm, LayerSpec act)
        : base(nameof(SPADEEncoder))
    {
        blocks = this.Parts("blocks", channels.Select((count, i) => new Convolution(
            spatialDims, i == 0 ? inChannels : channels[i - 1], count, 2, kernelSize, norm: norm, act: act)));
        var features = smallest.Aggregate((long)channels[^1], (a, b) => a * b);
        mu = this.Part("fc_mu", nn.Linear(features, zDim));
        logvar = this.Part("fc_var", nn.Linear(features, zDim));
    }

    /// <summary>Means and logarithms of variances [B, latent].</summary>
    public (Tensor Mu, Tensor LogVar) call(Tensor x) => ModuleParts.Scoped(() =>
    {
        var features = blocks.Aggregate(x, (current, block) => block.call(current)).flatten(1);
        return (mu.call(features), logvar.call(features));
    });
}
