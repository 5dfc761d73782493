using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes as an image is reversed.</summary>
/// <param name="SpatialAxis">Axes along which it is reversed, not counting the channel; all of them if null.</param>
public sealed record FlipBox(Values<int>? SpatialAxis = null) : BoxTransform
{
    /// <summary>The boxes moved.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="spatialSize">Voxels of the image along each axis, or one number for all.</param>
    public Tensor Apply(Tensor boxes, Values<int> spatialSize) => BoxMoves.FlipBoxes(boxes, spatialSize, SpatialAxis);

    /// <summary>Reverses images and moves their boxes.</summary>
    /// <inheritdoc cref="ImageBoxTransform" path="/param"/>
    /// <inheritdoc cref="FlipBox" path="/param"/>
    public sealed record Keyed(
        Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, Values<int>? SpatialAxis = null, bool AllowMissingKeys = false)
        : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
    {
        private protected override SpatialTransform ImageStep => new Flip(SpatialAxis);

        private protected override Sample Apply(Sample sample, Call call) => Move(sample, call, (_, _) => ImageStep);
    }
}
