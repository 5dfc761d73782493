using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A feature pyramid on some layers of a backbone such as a residual network.</summary>
public sealed class BackboneWithFPN : FeaturePyramid
{
    private readonly IntermediateLayers body;
    private readonly FeaturePyramidNetwork fpn;

    /// <summary>Images to levels [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="backbone">A network whose parts, in the order in which it holds them, are run one after another; those behind the last layer are left out.</param>
    /// <param name="returnLayers">Names of the layers that the pyramid stands on, each with the name of its level.</param>
    /// <param name="inChannelsList">Channels of these layers, finest first.</param>
    /// <param name="outChannels">Channels of the levels.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3; those of the backbone's convolutions if null.</param>
    /// <param name="extraBlocks">Adds further levels; <see cref="LastLevelMaxPool"/> if null.</param>
    /// <exception cref="ArgumentException">The backbone has no such layers, or the number of axes cannot be told.</exception>
    public BackboneWithFPN(
        nn.Module backbone, IReadOnlyDictionary<string, string> returnLayers, Values<int> inChannelsList, int outChannels, int? spatialDims = null,
        ExtraFPNBlock? extraBlocks = null)
        : base(nameof(BackboneWithFPN))
    {
        var axes = spatialDims ?? Axes(backbone);
        OutChannels = outChannels;
        body = this.Part("body", new IntermediateLayers(backbone, returnLayers));
        fpn = this.Part("fpn", new FeaturePyramidNetwork(axes, inChannelsList, outChannels, extraBlocks ?? new LastLevelMaxPool(axes)));
    }

    /// <inheritdoc/>
    public override int OutChannels { get; }

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var levels = fpn.call(body.call(x));
        foreach (var level in levels.Values)
        {
            level.MoveToOuterDisposeScope();
        }
        return levels;
    }

    private static int Axes(nn.Module backbone)
        => backbone.parameters().FirstOrDefault(weight => weight.Dimensions > 2)?.Dimensions - 2 is { } axes ? (int)axes
            : throw new ArgumentException($"{nameof(BackboneWithFPN)}: {backbone.GetName()} has no convolution to tell its number of axes; give spatialDims.", nameof(backbone));
}
