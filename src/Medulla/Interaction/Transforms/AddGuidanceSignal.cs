using Medulla.Runtime;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Adds clicks to an image as channels, one for each list of them (into the object, beside it): a blurred spot at each click.</summary>
/// <param name="Image">Key of the image, [C, H, W], or a volume [C, spatial...].</param>
/// <param name="Guidance">Key of the lists of clicks, points whose last numbers are voxel indices.</param>
/// <param name="Sigma">Standard deviation of the spots, voxels.</param>
/// <param name="NumberIntensityCh">Channels of the image itself; further ones are left out.</param>
public sealed record AddGuidanceSignal(string Image = "image", string Guidance = "guidance", double Sigma = 2, int NumberIntensityCh = 1) : SampleTransform(Image)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var clicks = At(Guidance, () => Clicks.Read(sample[Guidance]).Select(Clicks.Points).ToList());
        return sample.With(Image, At(Image, () => Item.Like(sample[Image], TensorMemory.Scoped(() =>
        {
            var image = sample.Image(Image).Data;
            return PointSignal.Behind(image, NumberIntensityCh, [.. clicks.Select(points => PointSignal.Of(points, image, Sigma))]);
        }))));
    }
}
