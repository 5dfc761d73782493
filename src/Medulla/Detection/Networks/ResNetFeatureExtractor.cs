using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Nets;
using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>Feature pyramids on residual networks.</summary>
public static class ResNetFeatureExtractor
{
    private const int OutChannels = 256;

    /// <summary>Parts of a residual network, last one first, in the order in which they are set free to learn.</summary>
    private static readonly string[] Parts = ["layer4", "layer3", "layer2", "layer1", "conv1"];

    /// <summary>A feature pyramid of 256 channels on stages of a residual network.</summary>
    /// <param name="backbone">The network; its weights that are not to learn are frozen.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="pretrainedBackbone">Whether the backbone's weights were learned before, so that some may be kept as they are.</param>
    /// <param name="returnedLayers">The stages, 1 to 4, finest first; 1, 2 and 3 if null.</param>
    /// <param name="trainableBackboneLayers">How many parts of a pretrained backbone learn, counted from its end, 0 to 5; 3 if null. All of one that was not pretrained learn.</param>
    /// <exception cref="ArgumentException">There is no such stage, or not so many parts.</exception>
    [ReferenceName("resnet_fpn_feature_extractor")]
    public static BackboneWithFPN Create(
        ResNet backbone, int spatialDims, bool pretrainedBackbone = false, Values<int>? returnedLayers = null, int? trainableBackboneLayers = null)
    {
        Values<int> stages = returnedLayers ?? [1, 2, 3];
        var learning = pretrainedBackbone ? trainableBackboneLayers ?? 3 : Parts.Length;
        if (learning < 0 || learning > Parts.Length)
        {
            throw new ArgumentException($"resnet_fpn_feature_extractor: trainableBackboneLayers is {learning}; 0 to {Parts.Length} are expected.", nameof(trainableBackboneLayers));
        }
        if (stages.Count == 0 || stages.Any(stage => stage is < 1 or > 4))
        {
            throw new ArgumentException($"resnet_fpn_feature_extractor: returnedLayers is {stages}; stages from 1 to 4 are expected.", nameof(returnedLayers));
        }
        string[] free = [.. Parts.Take(learning), .. learning == Parts.Length ? ["bn1"] : Array.Empty<string>()];
        foreach (var (name, parameter) in backbone.named_parameters().Where(one => !free.Any(part => one.name.StartsWith(part, StringComparison.Ordinal))))
        {
            parameter.requires_grad_(false);
        }
        return new(
            backbone, new OrderedDictionary<string, string>(stages.Select((stage, level) => KeyValuePair.Create($"layer{stage}", $"{level}"))),
            Values.From(stages.Select(stage => backbone.Features / 8 << (stage - 1))), OutChannels, spatialDims);
    }
}
