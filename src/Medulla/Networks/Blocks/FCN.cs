using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// A fully convolutional network for pictures: the features of a ResNet-50 at five sizes, each seen through a large kernel, are
/// refined and joined from the smallest to the largest. Peng et al., Large kernel matters (2017).
/// </summary>
public class FCN : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, bn0, relu, maxpool;
    private readonly nn.Module<Tensor, Tensor>[] layers, kernels, refine;
    private readonly nn.Module<Tensor, Tensor>? upConv;

    /// <summary>[B, 3, H, W] to [B, <paramref name="outChannels"/>, H, W].</summary>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="upsampleMode">How features are enlarged: bilinear, or transpose, which needs sizes that are multiples of 32.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <exception cref="NotSupportedException"><paramref name="pretrained"/> is true.</exception>
    /// <exception cref="ArgumentException">A number is too small, or <paramref name="upsampleMode"/> is another.</exception>
    public FCN(int outChannels = 1, FeatureUpsampling upsampleMode = FeatureUpsampling.Bilinear, bool pretrained = true)
        : this(nameof(FCN), outChannels, upsampleMode, pretrained)
    {
    }

    private protected FCN(string name, int outChannels, FeatureUpsampling upsampleMode, bool pretrained)
        : base(name)
    {
        Pretrained.Refuse(name, pretrained);
        if (upsampleMode is not (FeatureUpsampling.Bilinear or FeatureUpsampling.Transpose))
        {
            throw new ArgumentException($"{name}: upsampleMode is {upsampleMode}; Bilinear or Transpose is expected.", nameof(upsampleMode));
        }
        conv1 = this.Part("conv1", Conv.Create(2, 3, 64, 7, 2, 3, bias: false));
        bn0 = this.Part("bn0", Norm.Create("batch", 2, 64));
        relu = this.Part("relu", Act.Create("relu"));
        maxpool = this.Part("maxpool", Pool.Create(("max", new() { ["kernel_size"] = 3, ["stride"] = 2, ["padding"] = 1 }), 2));
        layers = [.. Enumerable.Range(0, 4).Select(i => this.Part($"layer{i + 1}", Stage(i == 0 ? 64 : 128 << i, 64 << i, ((int[])[3, 4, 6, 3])[i], i == 0 ? 1 : 2)))];
        Initialization.Kaiming(this, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
        kernels = [.. ((int[])[2048, 1024, 512, 64, 64]).Select((n, i) => this.Part($"gcn{i + 1}", new GCN(n, outChannels)))];
        refine = [.. Enumerable.Range(1, 10).Select(i => this.Part($"refine{i}", new Refine(outChannels)))];
        this.Part("transformer", Conv.Create(2, 256, 64, 1));   // stands in published weights, though nothing passes through it
        upConv = upsampleMode == FeatureUpsampling.Transpose ? this.Part("up_conv", new UpSample(2, outChannels, scaleFactor: 2)) : null;

        static nn.Module<Tensor, Tensor> Stage(int from, int planes, int blocks, int stride) => ModuleParts.Sequence(Enumerable.Range(0, blocks).Select(i => i == 0
            ? new ResNetBottleneck(from, planes, 2, stride, ModuleParts.Sequence(
                Conv.Create(2, from, 4 * planes, 1, stride, bias: false), Norm.Create("batch", 2, 4 * planes)))
            : new ResNetBottleneck(4 * planes, planes, 2)));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var shape = Dimensions.Input(GetName(), x, 2, 3, upConv is null ? 1 : 32);
        var first = relu.call(bn0.call(conv1.call(x)));
        var pooled = maxpool.call(first);
        var fm2 = layers[1].call(layers[0].call(pooled));
        var fm3 = layers[2].call(fm2);
        Tensor[] features = [layers[3].call(fm3), fm3, fm2, pooled, first];
        var seen = features.Select((feature, i) => refine[i].call(kernels[i].call(feature))).ToArray();
        var current = seen[0];
        for (var i = 1; i < seen.Length; i++)
        {
            current = refine[4 + i].call(Enlarge(current, seen[i].shape) + seen[i]);
        }
        return refine[9].call(Enlarge(current, shape));
    }

    private Tensor Enlarge(Tensor x, long[] like)
        => upConv?.call(x) ?? nn.functional.interpolate(x, like[2..], mode: InterpolationMode.Bilinear, align_corners: true);
}
