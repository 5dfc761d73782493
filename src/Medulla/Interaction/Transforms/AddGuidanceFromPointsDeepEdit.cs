using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Gathers a user's clicks in a volume as it was read, by class, and scales them to the size it has now.</summary>
/// <param name="RefImage">Key of the volume, [C, H, W, D].</param>
/// <param name="Guidance">Key for the clicks: a dictionary of lists of points by class.</param>
/// <param name="LabelNames">The classes, each the key of its clicks, a list of voxel indices in the volume as it was read; none if null.</param>
/// <param name="MetaKeys">Key of the volume's metadata, where it is a bare array; its "spatial_shape" is the size as it was read.</param>
/// <param name="MetaKeyPostfix">What comes after <paramref name="RefImage"/> in that key, where it is not given.</param>
public sealed record AddGuidanceFromPointsDeepEdit(
    string RefImage, string Guidance = "guidance", LabelNames? LabelNames = null, string? MetaKeys = null, string MetaKeyPostfix = SampleMetadata.Postfix)
    : SampleTransform(RefImage)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var factor = At(RefImage, () => ClickScale.Of(sample.Image(RefImage).Data.shape[1..], SampleMetadata.OriginalShape(sample, RefImage, MetaKeys ?? $"{RefImage}_{MetaKeyPostfix}")));
        return sample.With(Guidance, (LabelNames?.Names ?? []).ToDictionary(
            name => name, name => sample.GetValueOrDefault(name) is { } clicks ? At(name, () => (object?)Scaled(clicks, factor)) : new List<object?>()));
    }

    private static List<object?> Scaled(object clicks, double[] factor)
        => Clicks.Scaled([.. Clicks.Points(clicks).Select(point => (object?)Clicks.Item(point.Select(at => (long)at)))], factor);
}
