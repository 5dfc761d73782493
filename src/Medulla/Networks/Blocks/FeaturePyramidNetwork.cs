using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// A feature pyramid: features of several sizes, each enriched by the coarser ones, all with the same number of channels. Lin et
/// al., Feature Pyramid Networks for Object Detection (2017).
/// </summary>
public sealed class FeaturePyramidNetwork : MultiBlock
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> innerBlocks, layerBlocks;
    private readonly ExtraFPNBlock? extraBlocks;

    /// <summary>Features [B, <paramref name="inChannelsList"/>[i], spatial...] to levels [B, <paramref name="outChannels"/>, spatial...] of the same sizes.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannelsList">Channels of the features, finest first.</param>
    /// <param name="outChannels">Channels of the levels.</param>
    /// <param name="extraBlocks">Adds further levels; none if null.</param>
    /// <exception cref="ArgumentException">There are no features, or a number of channels is not positive.</exception>
    public FeaturePyramidNetwork(int spatialDims, Values<int> inChannelsList, int outChannels, ExtraFPNBlock? extraBlocks = null)
        : base(nameof(FeaturePyramidNetwork))
    {
        if (inChannelsList.Count == 0)
        {
            throw new ArgumentException($"{nameof(FeaturePyramidNetwork)}: inChannelsList is empty; channels of at least one level of features are expected.", nameof(inChannelsList));
        }
        innerBlocks = this.Parts("inner_blocks", inChannelsList.Select(n => PyramidLayers.Convolution(spatialDims, n, outChannels, kernelSize: 1)));
        layerBlocks = this.Parts("layer_blocks", inChannelsList.Select(_ => PyramidLayers.Convolution(spatialDims, outChannels, outChannels, kernelSize: 3)));
        this.extraBlocks = extraBlocks is null ? null : this.Part("extra_blocks", extraBlocks);
    }

    /// <summary>The levels of the pyramid.</summary>
    /// <param name="x">Features by name, finest first.</param>
    /// <returns>Levels by the same names, those of the extra blocks behind them.</returns>
    /// <exception cref="ArgumentException">There are more or fewer features than the network was made for.</exception>
    public OrderedDictionary<string, Tensor> call(IReadOnlyDictionary<string, Tensor> x)
    {
        if (x.Count != innerBlocks.Count)
        {
            throw new ArgumentException($"{nameof(FeaturePyramidNetwork)}: {x.Count} features were given ({string.Join(", ", x.Keys)}); {innerBlocks.Count} are expected.", nameof(x));
        }
        using var scope = NewDisposeScope();
        Tensor[] features = [.. x.Values];
        var levels = new Tensor[features.Length];
        Tensor? coarser = null;
        for (var i = features.Length - 1; i >= 0; i--)
        {
            var own = innerBlocks[i].call(features[i]);
            coarser = coarser is null ? own : own + nn.functional.interpolate(coarser, own.shape[2..], mode: InterpolationMode.Nearest);
            levels[i] = layerBlocks[i].call(coarser);
        }
        var (all, names) = extraBlocks?.call(levels, features, [.. x.Keys]) ?? (levels, [.. x.Keys]);
        return new(names.Zip(all, (name, level) => KeyValuePair.Create(name, level.MoveToOuterDisposeScope())));
    }
}
