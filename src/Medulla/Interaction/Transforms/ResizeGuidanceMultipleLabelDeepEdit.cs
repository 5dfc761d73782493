using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Scales clicks from the size of a volume as it was read to the size it has now.</summary>
/// <param name="Guidance">Key of the clicks: a dictionary of lists of points by class.</param>
/// <param name="RefImage">Key of the volume, [C, spatial...]; of a bare array, "image_meta_dict" tells the "spatial_shape" as it was read.</param>
public sealed record ResizeGuidanceMultipleLabelDeepEdit(string Guidance, string RefImage) : SampleTransform(RefImage)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var factor = At(RefImage, () => ClickScale.Of(sample.Image(RefImage).Data.shape[1..], SampleMetadata.OriginalShape(sample, RefImage, "image_meta_dict")));
        return sample.With(Guidance, At(Guidance, () => SampleClasses.Named(sample, Guidance).ToDictionary(
            pair => pair.Name, pair => (object?)Clicks.Scaled(Clicks.Read(pair.Value), factor))));
    }
}
