using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Segments images: a published classifier on the way down, a U-Net's decoder on the way up. Ronneberger et al., U-Net (2015).</summary>
[ReferenceName("FlexUNet")]
public sealed class FlexibleUNet : Block
{
    private static readonly Dictionary<string, Values<int>> Channels = new()
    {
        ["efficientnet-b0"] = [16, 24, 40, 112, 320], ["efficientnet-b1"] = [16, 24, 40, 112, 320], ["efficientnet-b2"] = [16, 24, 48, 120, 352], ["efficientnet-b3"] = [24, 32, 48, 136, 384],
        ["efficientnet-b4"] = [24, 32, 56, 160, 448], ["efficientnet-b5"] = [24, 40, 64, 176, 512], ["efficientnet-b6"] = [32, 40, 72, 200, 576], ["efficientnet-b7"] = [32, 48, 80, 224, 640],
        ["efficientnet-b8"] = [32, 56, 88, 248, 704], ["efficientnet-l2"] = [72, 104, 176, 480, 1376],
        ["resnet10"] = [64, 64, 128, 256, 512], ["resnet18"] = [64, 64, 128, 256, 512], ["resnet34"] = [64, 64, 128, 256, 512], ["resnet50"] = [64, 256, 512, 1024, 2048],
        ["resnet101"] = [64, 256, 512, 1024, 2048], ["resnet152"] = [64, 256, 512, 1024, 2048], ["resnet200"] = [64, 256, 512, 1024, 2048],
    };

    private readonly Func<Tensor, IReadOnlyList<Tensor>> encode;
    private readonly IReadOnlyList<UpCat> decoder;
    private readonly nn.Module<Tensor, Tensor> head;

    /// <summary>[B, C, spatial...] to [B, K, spatial...].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Classes.</param>
    /// <param name="backbone">"efficientnet-b0" to "-b8", "efficientnet-l2", or "resnet10", 18, 34, 50, 101, 152 or 200.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <param name="decoderChannels">Channels of each level on the way up; 256, 128, 64, 32, 16 if null.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="norm">The decoder's normalization; batch with eps 1e-3 and momentum 0.1 if null.</param>
    /// <param name="act">The decoder's activation; relu if null.</param>
    /// <param name="dropout">The decoder's dropout, or its probability; 0 if null.</param>
    /// <param name="decoderBias">Whether the decoder's convolutions add a number per channel.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <param name="preConv">What comes before interpolation or pixel shuffle.</param>
    /// <param name="interpMode">The kind of interpolation.</param>
    /// <param name="isPad">Whether features that are a voxel short are padded by their border.</param>
    /// <exception cref="ArgumentException">There is no such backbone, or there are not 2 or 3 axes.</exception>
    public FlexibleUNet(
        int inChannels, int outChannels, string backbone, bool pretrained = false, Values<int>? decoderChannels = null, int spatialDims = 2, LayerSpec? norm = null, LayerSpec? act = null,
        LayerSpec? dropout = null, bool decoderBias = false, Upsampling upsample = Upsampling.NonTrainable, PartChoice? preConv = null, InterpolateMode interpMode = InterpolateMode.Nearest, bool isPad = true)
        : base(nameof(FlexibleUNet))
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (!Channels.TryGetValue(backbone, out var published) || spatialDims is not (2 or 3))
        {
            throw new ArgumentException($"FlexibleUNet: the backbone is '{backbone}' and spatialDims {spatialDims}; 2 or 3 axes and one of {string.Join(", ", Channels.Keys)} are expected.", nameof(backbone));
        }
        if (backbone.StartsWith("resnet", StringComparison.Ordinal))
        {
            encode = this.Part("encoder", new ResNetFeatures(backbone, pretrained, spatialDims, inChannels)).call;
        }
        else
        {
            encode = this.Part("encoder", new EfficientNetBNFeatures(backbone, pretrained, spatialDims: spatialDims, inChannels: inChannels)).call;
        }
        var wide = decoderChannels ?? [256, 128, 64, 32, 16];
        if (wide.Count < published.Count)
        {
            throw new ArgumentException($"FlexibleUNet: decoderChannels is {wide}; a number for each of {published.Count} levels is expected.", nameof(decoderChannels));
        }
        var up = this.Part("decoder", new NamedParts());
        decoder = up.Parts("blocks", Enumerable.Range(0, published.Count).Select(i => new UpCat(
            spatialDims, i == 0 ? published[^1] : wide[i - 1], i < published.Count - 1 ? published[published.Count - 2 - i] : 0, wide[i], act ?? ("relu", new() { ["inplace"] = true }),
            norm ?? ("batch", new() { ["eps"] = 1e-3, ["momentum"] = 0.1 }), decoderBias, dropout ?? 0.0, upsample, preConv, interpMode, alignCorners: null, halves: i < published.Count - 1, isPad: isPad)));
        head = this.Part("segmentation_head", ModuleParts.Sequence(Conv.Create(spatialDims, wide[published.Count - 1], outChannels, 3, padding: 1), nn.Identity(), nn.Identity()));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var features = encode(x);
        var current = features[^1];
        for (var i = 0; i < decoder.Count; i++)
        {
            current = decoder[i].call(current, i < features.Count - 1 ? features[features.Count - 2 - i] : null);
        }
        return head.call(current);
    }
}
