using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>Classifiers of images of two axes under torchvision's names, with its names of weights.</summary>
internal static class TorchVisionNets
{
    private const string Inception = "inception_v3";

    private static readonly Dictionary<string, (ResNetBlockKind Block, Values<int> Layers)> Known = new()
    {
        ["resnet18"] = (ResNetBlockKind.Basic, [2, 2, 2, 2]),
        ["resnet34"] = (ResNetBlockKind.Basic, [3, 4, 6, 3]),
        ["resnet50"] = (ResNetBlockKind.Bottleneck, [3, 4, 6, 3]),
        ["resnet101"] = (ResNetBlockKind.Bottleneck, [3, 4, 23, 3]),
        ["resnet152"] = (ResNetBlockKind.Bottleneck, [3, 8, 36, 3]),
    };

    /// <summary>A network [B, 3, height, width] to scores [B, 1000], or to features [B, C] without its last layer.</summary>
    /// <returns>The network and its features' channels.</returns>
    /// <exception cref="ArgumentException">There is no such network here.</exception>
    public static (Block Network, int Features) Create(string owner, string name, bool hasScores)
    {
        if (name == Inception)
        {
            return (new InceptionV3(hasScores), InceptionV3.Features);
        }
        if (!Known.TryGetValue(name, out var shape))
        {
            throw new ArgumentException($"{owner}: of torchvision's networks there is no '{name}' here; there are {string.Join(", ", Known.Keys)} and {Inception}.", nameof(name));
        }
        var network = new ResNet(
            shape.Block, shape.Layers, ResNets.Widths, 2, 3, 7, 2, shortcutType: ResNetShortcut.B, numClasses: 1000, feedForward: hasScores, biasDownsample: false);
        return (network, network.Features);
    }
}
