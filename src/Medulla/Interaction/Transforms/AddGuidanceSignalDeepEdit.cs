using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Adds clicks to an image as channels, one for each class, in the order of the clicks' dictionary: a blurred spot at each click.</summary>
/// <param name="Keys">Keys, of which "image" counts: [C, H, W], or a volume [C, spatial...].</param>
/// <param name="Guidance">Key of the clicks: a dictionary of lists of points by class, whose last numbers are voxel indices.</param>
/// <param name="Sigma">Standard deviation of the spots, voxels.</param>
/// <param name="NumberIntensityCh">Channels of the image itself; further ones are left out.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record AddGuidanceSignalDeepEdit(
    Values<string> Keys, string Guidance = "guidance", double Sigma = 3, int NumberIntensityCh = 1, bool AllowMissingKeys = false)
    : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private protected override string Only => Image;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
    {
        var clicks = At(Guidance, () => SampleClasses.Named(sample, Guidance).Select(pair => Clicks.Points(pair.Value)).ToList());
        return clicks.Count == 0 ? sample : sample.With(Image, Item.Like(sample[Image], TensorMemory.Scoped(
            () => PointSignal.Behind(image.Data, NumberIntensityCh, [.. clicks.Select(points => PointSignal.Of(points, image.Data, Sigma))]))));
    }
}
