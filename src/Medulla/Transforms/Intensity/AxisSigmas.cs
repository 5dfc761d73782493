using Medulla.Imaging;

namespace Medulla.Transforms.Intensity;

/// <summary>Deviations that were drawn for three axes, for images with fewer or more.</summary>
internal static class AxisSigmas
{
    /// <summary>One for each axis of the image; axes beyond the third are not smoothed.</summary>
    public static Values<double> Of(Values<double> three, MetaTensor image)
        => Values.From(Enumerable.Range(0, image.SpatialShape.Count).Select(axis => axis < three.Count ? three[axis] : 0));
}
