using Medulla.Imaging;
using Medulla.Networks.Layers;

namespace Medulla.Networks.Nets;

/// <summary>Residual networks of published depths.</summary>
public static class ResNets
{
    /// <summary>Channels of the four stages.</summary>
    internal static readonly Values<int> Widths = [64, 128, 256, 512];

    private static readonly Dictionary<int, (ResNetBlockKind Block, Values<int> Layers, ResNetShortcut Shortcut, bool Bias)> Depths = new()
    {
        [10] = (ResNetBlockKind.Basic, [1, 1, 1, 1], ResNetShortcut.B, false),
        [18] = (ResNetBlockKind.Basic, [2, 2, 2, 2], ResNetShortcut.A, true),
        [34] = (ResNetBlockKind.Basic, [3, 4, 6, 3], ResNetShortcut.A, true),
        [50] = (ResNetBlockKind.Bottleneck, [3, 4, 6, 3], ResNetShortcut.B, false),
        [101] = (ResNetBlockKind.Bottleneck, [3, 4, 23, 3], ResNetShortcut.B, false),
        [152] = (ResNetBlockKind.Bottleneck, [3, 8, 36, 3], ResNetShortcut.B, false),
        [200] = (ResNetBlockKind.Bottleneck, [3, 24, 36, 3], ResNetShortcut.B, false),
    };

    /// <summary>The network of 10 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <param name="pretrained">Must be false: nothing is downloaded.</param>
    /// <param name="progress">Accepted for configurations' sake.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="nInputChannels">Channels of the input.</param>
    /// <param name="conv1TSize">Voxels under the first kernel; 7 if null.</param>
    /// <param name="conv1TStride">Step of the first convolution; 1 if null.</param>
    /// <param name="noMaxPool">Whether nothing is pooled after it.</param>
    /// <param name="shortcutType">What the input of a block passes where sizes or channels change.</param>
    /// <param name="widenFactor">By which channels are multiplied.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="feedForward">Whether a linear layer makes the class scores.</param>
    /// <param name="biasDownsample">Whether shortcuts add a number per channel.</param>
    /// <param name="act">The activation of the first layer; relu if null.</param>
    /// <param name="norm">The normalization of the first layer; batch if null.</param>
    [ReferenceName("resnet10")]
    public static ResNet ResNet10(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(10, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 18 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet18")]
    public static ResNet ResNet18(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(18, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 34 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet34")]
    public static ResNet ResNet34(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(34, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 50 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet50")]
    public static ResNet ResNet50(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(50, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 101 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet101")]
    public static ResNet ResNet101(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(101, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 152 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet152")]
    public static ResNet ResNet152(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(152, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>The network of 200 layers; parameters as of <see cref="ResNet"/>.</summary>
    /// <inheritdoc cref="ResNet10"/>
    [ReferenceName("resnet200")]
    public static ResNet ResNet200(
        bool pretrained = false, bool progress = true, int spatialDims = 3, int nInputChannels = 3, Values<int>? conv1TSize = null,
        Values<int>? conv1TStride = null, bool noMaxPool = false, ResNetShortcut shortcutType = ResNetShortcut.B, double widenFactor = 1,
        int numClasses = 400, bool feedForward = true, bool biasDownsample = true, LayerSpec? act = null, LayerSpec? norm = null)
        => Create(200, pretrained, spatialDims, nInputChannels, conv1TSize, conv1TStride, noMaxPool, shortcutType, widenFactor, numClasses, feedForward, biasDownsample, act, norm);

    /// <summary>Blocks, shortcuts and biases with which networks of a name such as "resnet50" were published by Med3D.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    internal static (ResNetBlockKind Block, Values<int> Layers, ResNetShortcut Shortcut, bool Bias) Published(string name)
        => name.StartsWith("resnet", StringComparison.Ordinal) && int.TryParse(name["resnet".Length..], out var depth) && Depths.TryGetValue(depth, out var known)
            ? known : throw new ArgumentException($"there is no network '{name}'; there are {string.Join(", ", Depths.Keys.Select(d => $"resnet{d}"))}.");

    private static ResNet Create(
        int depth, bool pretrained, int spatialDims, int inputChannels, Values<int>? size, Values<int>? stride, bool noMaxPool, ResNetShortcut shortcut,
        double widen, int classes, bool feedForward, bool bias, LayerSpec? act, LayerSpec? norm)
    {
        Pretrained.Refuse($"resnet{depth}", pretrained);
        var (block, layers, _, _) = Depths[depth];
        return new(block, layers, Widths, spatialDims, inputChannels, size, stride, noMaxPool, shortcut, widen, classes, feedForward, bias, act, norm);
    }
}
