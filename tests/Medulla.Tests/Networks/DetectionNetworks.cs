using Medulla.Detection.Networks;
using Medulla.Networks.Blocks;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Networks that find boxes, small.</summary>
internal sealed class DetectionNetworks : NetworkFamily
{
    /// <inheritdoc/>
    public override Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Members => new()
    {
        ["FeaturePyramidNetwork"] = () => Of(
            new FeaturePyramidNetwork(2, [4, 6], 8, new LastLevelP6P7(2, 6, 8)),
            n => [.. n.call(new OrderedDictionary<string, Tensor> { ["fine"] = rand(2, 4, 8, 8), ["coarse"] = rand(2, 6, 4, 4) }).Values]),
        ["BackboneWithFPN"] = () => Of(Pyramid(), n => [.. n.call(rand(2, 1, 16, 16)).Values]),
        ["RetinaNet"] = () => Of(
            new RetinaNet(2, 2, 3, Pyramid()), n => n.call(rand(2, 1, 16, 16)) is var maps ? [.. maps.Classification, .. maps.BoxRegression] : []),
        ["RetinaNet on a residual network"] = () => Of(
            new RetinaNet(3, 1, 1, ResNetFeatureExtractor.Create(SmallResNet(3), 3, returnedLayers: [1, 2])),
            n => n.call(rand([2, 1, 16, 16, 16])) is var maps ? [.. maps.Classification, .. maps.BoxRegression] : []),
    };

    internal static BackboneWithFPN Pyramid() => new(SmallResNet(2), new Dictionary<string, string> { ["layer1"] = "0", ["layer2"] = "1" }, [2, 4], 8);

    private static ResNet SmallResNet(int spatialDims) => new(ResNetBlockKind.Basic, [1, 1, 1, 1], [2, 4, 8, 16], spatialDims, 1, 3);
}
