using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>The boxes that are to be found in an image.</summary>
/// <param name="Boxes">[M, 2 axes], in the standard mode, floating-point; M may be 0.</param>
/// <param name="Labels">Their classes from 0, [M], int64.</param>
public sealed record BoxTargets(Tensor Boxes, Tensor Labels)
{
    /// <summary>Targets out of dictionaries, as loaders give them.</summary>
    /// <param name="targets">Of each image, boxes and labels under their keys.</param>
    /// <param name="targetLabelKey">The key of the labels.</param>
    /// <param name="targetBoxKey">The key of the boxes.</param>
    /// <exception cref="ArgumentException">A key is missing.</exception>
    internal static IReadOnlyList<BoxTargets> From(IReadOnlyList<IReadOnlyDictionary<string, Tensor>> targets, string targetLabelKey, string targetBoxKey)
        => [.. targets.Select(one => one.TryGetValue(targetBoxKey, out var boxes) && one.TryGetValue(targetLabelKey, out var labels) ? new BoxTargets(boxes, labels)
            : throw new ArgumentException($"training targets have the keys '{targetBoxKey}' and '{targetLabelKey}'; one has {string.Join(", ", one.Keys.Select(key => $"'{key}'"))}."))];

    /// <summary>The same targets, fit to be learned from.</summary>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="device">Where they are needed.</param>
    /// <exception cref="ArgumentException">Boxes are of another shape or no numbers with a point, there are not as many labels, or a label is no class.</exception>
    internal BoxTargets Checked(int spatialDims, int classes, Device device)
    {
        if (Boxes.numel() > 0 && (Boxes.Dimensions != 2 || Boxes.shape[1] != 2 * spatialDims))
        {
            throw new ArgumentException($"target boxes are [M, {2 * spatialDims}]; these are [{string.Join(", ", Boxes.shape)}].");
        }
        if (!Boxes.is_floating_point())
        {
            throw new ArgumentException($"target boxes are floating-point; these are {Boxes.dtype}.");
        }
        var checkedTargets = new BoxTargets(Boxes.reshape(-1, 2 * spatialDims).to(device), Labels.flatten().to_type(ScalarType.Int64).to(device));
        if (checkedTargets.Labels.numel() != checkedTargets.Boxes.shape[0])
        {
            throw new ArgumentException($"there are {checkedTargets.Boxes.shape[0]} target boxes and {checkedTargets.Labels.numel()} labels; each box needs one.");
        }
        if (checkedTargets.Labels.numel() > 0 && checkedTargets.Labels.lt(0).logical_or(checkedTargets.Labels.ge(classes)).any().item<bool>())
        {
            throw new ArgumentException($"target labels are classes from 0 to {classes - 1}; there are others, from {checkedTargets.Labels.min().item<long>()} to {checkedTargets.Labels.max().item<long>()}.");
        }
        return checkedTargets;
    }
}
