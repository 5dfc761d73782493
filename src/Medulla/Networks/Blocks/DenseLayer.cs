using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A layer of <see cref="Nets.DenseNet"/>: its output joins its input as further channels.</summary>
internal sealed class DenseLayer : Block
{
    private readonly nn.Module<Tensor, Tensor> layers;

    public DenseLayer(int spatialDims, int inChannels, int growthRate, int bnSize, double dropoutProb, LayerSpec act, LayerSpec norm)
        : base(nameof(DenseLayer))
    {
        var inner = bnSize * growthRate;
        List<(string, nn.Module<Tensor, Tensor>)> parts =
        [
            ("norm1", Norm.Create(norm, spatialDims, inChannels)),
            ("relu1", Act.Create(act)),
            ("conv1", Conv.Create(spatialDims, inChannels, inner, 1, bias: false)),
            ("norm2", Norm.Create(norm, spatialDims, inner)),
            ("relu2", Act.Create(act)),
            ("conv2", Conv.Create(spatialDims, inner, growthRate, 3, padding: 1, bias: false)),
        ];
        if (dropoutProb > 0)
        {
            parts.Add(("dropout", Dropout.Create(dropoutProb, spatialDims)));
        }
        layers = this.Part("layers", nn.Sequential(parts));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => cat([x, layers.call(x)], 1);
}
