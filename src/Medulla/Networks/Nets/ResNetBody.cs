using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Blocks of residual networks.</summary>
public enum ResNetBlockKind
{
    /// <summary>See <see cref="ResNetBlock"/>.</summary>
    [ReferenceName("basic", "ResNetBlock")]
    Basic,

    /// <summary>See <see cref="ResNetBottleneck"/>.</summary>
    [ReferenceName("bottleneck", "ResNetBottleneck")]
    Bottleneck,
}

/// <summary>What the input of a block passes where sizes or channels change.</summary>
public enum ResNetShortcut
{
    /// <summary>A cut and channels of 0.</summary>
    A,

    /// <summary>A convolution.</summary>
    B,
}

/// <summary>What residual networks have in common; its layers are parts of the network itself.</summary>
internal sealed class ResNetBody
{
    private readonly nn.Module<Tensor, Tensor> conv1, bn1, act, maxpool;
    private readonly nn.Module<Tensor, Tensor>[] layers;
    private readonly bool noMaxPool;
    private readonly int spatialDims, inChannels;
    private readonly string name;

    public ResNetBody(
        nn.Module owner, ResNetBlockKind block, Values<int> layers, Values<int> blockInplanes, int spatialDims, int inChannels, Values<int> conv1Size,
        Values<int> conv1Stride, bool noMaxPool, ResNetShortcut shortcut, double widenFactor, bool biasDownsample, LayerSpec? act, LayerSpec? norm)
    {
        if (layers.Count != 4 || blockInplanes.Count != 4)
        {
            throw new ArgumentException($"{owner.GetName()}: layers are {layers} and channels {blockInplanes}; four of each are expected.", nameof(layers));
        }
        (this.noMaxPool, this.spatialDims, this.inChannels, name) = (noMaxPool, Dimensions.Checked(owner.GetName(), spatialDims), inChannels, owner.GetName());
        var expansion = block == ResNetBlockKind.Bottleneck ? ResNetBottleneck.Expansion : 1;
        var widths = blockInplanes.Select(n => (int)(n * widenFactor)).ToArray();
        var (channels, normalization) = (widths[0], norm ?? "batch");
        conv1 = owner.Part("conv1", Conv.Create(spatialDims, inChannels, channels, conv1Size, conv1Stride, Values.From(conv1Size.Select(k => k / 2)), bias: false));
        bn1 = owner.Part("bn1", Norm.Create(normalization, spatialDims, channels));
        this.act = owner.Part("act", Act.Create(act ?? "relu"));
        maxpool = owner.Part("maxpool", Pool.Create(("max", new() { ["kernel_size"] = 3, ["stride"] = 2, ["padding"] = 1 }), spatialDims));
        this.layers = [.. Enumerable.Range(0, 4).Select(stage => owner.Part($"layer{stage + 1}", Stage(widths[stage], layers[stage], stage == 0 ? 1 : 2)))];
        Features = channels;

        // Within the stages, the reference leaves normalization and activation at their defaults.
        nn.Module<Tensor, Tensor> Stage(int planes, int blocks, int stride)
        {
            List<nn.Module<Tensor, Tensor>> made = [];
            for (var i = 0; i < blocks; i++)
            {
                var step = i == 0 ? stride : 1;
                var shorten = i == 0 && (step != 1 || channels != planes * expansion) ? Shorten(planes * expansion, step) : null;
                made.Add(block == ResNetBlockKind.Bottleneck
                    ? new ResNetBottleneck(channels, planes, spatialDims, step, shorten)
                    : new ResNetBlock(channels, planes, spatialDims, step, shorten));
                channels = planes * expansion;
            }
            return ModuleParts.Sequence(made);
        }

        nn.Module<Tensor, Tensor> Shorten(int to, int stride) => shortcut == ResNetShortcut.A ? new ChannelPadDownsample(to, stride)
            : ModuleParts.Sequence(Conv.Create(spatialDims, channels, to, 1, stride, bias: biasDownsample), Norm.Create("batch", spatialDims, to));
    }

    /// <summary>Channels of the last stage.</summary>
    public int Features { get; }

    /// <summary>The features after the first convolution and after each stage.</summary>
    public IReadOnlyList<Tensor> Stages(Tensor x)
    {
        Dimensions.Input(name, x, spatialDims, inChannels);
        List<Tensor> features = [act.call(bn1.call(conv1.call(x)))];
        var current = noMaxPool ? features[0] : maxpool.call(features[0]);
        foreach (var layer in layers)
        {
            current = layer.call(current);
            features.Add(current);
        }
        return features;
    }
}
