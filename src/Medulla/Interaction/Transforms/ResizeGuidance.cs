using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Scales clicks from the size of an image after it was cropped to the size it has now.</summary>
/// <param name="Guidance">Key of the clicks, lists of voxel indices into the object and beside it.</param>
/// <param name="RefImage">Key of the image, [C, spatial...].</param>
/// <param name="MetaKeys">Key of the image's metadata.</param>
/// <param name="MetaKeyPostfix">What comes after <paramref name="RefImage"/> in that key, where it is not given.</param>
/// <param name="CroppedShapeKey">Name, in the metadata, of the shape after it was cropped, channels first.</param>
public sealed record ResizeGuidance(
    string Guidance, string RefImage, string? MetaKeys = null, string MetaKeyPostfix = SampleMetadata.Postfix, string CroppedShapeKey = "foreground_cropped_shape")
    : SampleTransform(RefImage)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var factor = At(RefImage, () => ClickScale.Of(
            sample.Image(RefImage).Data.shape[1..], SampleMetadata.Numbers(SampleMetadata.Of(sample, MetaKeys ?? $"{RefImage}_{MetaKeyPostfix}"), CroppedShapeKey)[1..]));
        return sample.With(Guidance, At(Guidance, () => Clicks.Read(sample[Guidance]) is [var inside, var beside, ..]
            ? new List<object?> { Clicks.Scaled(Clicks.Read(inside), factor), Clicks.Scaled(Clicks.Read(beside), factor) }
            : throw new ArgumentException("two lists of clicks are expected, into the object and beside it.")));
    }
}
