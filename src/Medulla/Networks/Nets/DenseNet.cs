using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A classifier whose layers see all earlier features of their block. Huang et al., Densely connected convolutional networks (2017).</summary>
public class DenseNet : Block
{
    private readonly nn.Module<Tensor, Tensor> features, classLayers;
    private readonly int spatialDims, inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Number of classes.</param>
    /// <param name="initFeatures">Channels of the first convolution.</param>
    /// <param name="growthRate">Channels that each layer adds.</param>
    /// <param name="blockConfig">Layers of each block; 6, 12, 24, 16 if null.</param>
    /// <param name="bnSize">Channels within a layer, in terms of the growth rate.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="dropoutProb">Probability to drop a layer's output.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public DenseNet(
        int spatialDims, int inChannels, int outChannels, int initFeatures = 64, int growthRate = 32, Values<int>? blockConfig = null, int bnSize = 4,
        LayerSpec? act = null, LayerSpec? norm = null, double dropoutProb = 0)
        : base(nameof(DenseNet))
    {
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(DenseNet), spatialDims), inChannels);
        var (activation, normalization, blocks) = (act ?? "relu", norm ?? "batch", blockConfig ?? [6, 12, 24, 16]);
        List<(string, nn.Module<Tensor, Tensor>)> parts =
        [
            ("conv0", Conv.Create(spatialDims, inChannels, initFeatures, 7, 2, 3, bias: false)),
            ("norm0", Norm.Create(normalization, spatialDims, initFeatures)),
            ("relu0", Act.Create(activation)),
            ("pool0", Pool.Create(("max", new() { ["kernel_size"] = 3, ["stride"] = 2, ["padding"] = 1 }), spatialDims)),
        ];
        var channels = initFeatures;
        for (var block = 0; block < blocks.Count; block++)
        {
            parts.Add(($"denseblock{block + 1}", nn.Sequential(Enumerable.Range(0, blocks[block]).Select(i => (
                $"denselayer{i + 1}", (nn.Module<Tensor, Tensor>)new DenseLayer(spatialDims, channels + i * growthRate, growthRate, bnSize, dropoutProb, activation, normalization))))));
            channels += blocks[block] * growthRate;
            if (block == blocks.Count - 1)
            {
                parts.Add(("norm5", Norm.Create(normalization, spatialDims, channels)));
                break;
            }
            parts.Add(($"transition{block + 1}", nn.Sequential(
                ("norm", Norm.Create(normalization, spatialDims, channels)),
                ("relu", Act.Create(activation)),
                ("conv", Conv.Create(spatialDims, channels, channels / 2, 1, bias: false)),
                ("pool", Pool.Create(("avg", new() { ["kernel_size"] = 2, ["stride"] = 2 }), spatialDims)))));
            channels /= 2;
        }
        features = this.Part("features", nn.Sequential(parts));
        classLayers = this.Part("class_layers", nn.Sequential(
            ("relu", Act.Create(activation)),
            ("pool", Pool.Create(("adaptiveavg", new() { ["output_size"] = 1 }), spatialDims)),
            ("flatten", nn.Flatten(1)),
            ("out", nn.Linear(channels, outChannels))));
        Initialization.Kaiming(this);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(GetName(), x, spatialDims, inChannels);
        return classLayers.call(features.call(x));
    }
}
