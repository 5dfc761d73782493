using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes as an image is turned by quarter turns.</summary>
/// <param name="K">Number of quarter turns, from the first axis towards the second.</param>
/// <param name="SpatialAxes">The two axes of the plane, not counting the channel; the first two if null.</param>
/// <exception cref="ArgumentException">There are not two axes.</exception>
public sealed record RotateBox90(int K = 1, Values<int>? SpatialAxes = null) : BoxTransform
{
    /// <summary>The two axes of the plane.</summary>
    public Values<int>? SpatialAxes { get; init; } = new Rotate90(K, SpatialAxes).SpatialAxes;

    /// <summary>The boxes moved.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="spatialSize">Voxels of the image along each axis, before it is turned, or one number for all.</param>
    public Tensor Apply(Tensor boxes, Values<int> spatialSize) => BoxMoves.Rot90Boxes(boxes, spatialSize, K, SpatialAxes);

    /// <summary>Turns images and moves their boxes.</summary>
    /// <inheritdoc cref="ImageBoxTransform" path="/param"/>
    /// <inheritdoc cref="RotateBox90" path="/param"/>
    public sealed record Keyed(
        Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, int K = 1, Values<int>? SpatialAxes = null, bool AllowMissingKeys = false)
        : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
    {
        private protected override SpatialTransform ImageStep { get; } = new Rotate90(K, SpatialAxes);

        private protected override Sample Apply(Sample sample, Call call) => Move(sample, call, (_, _) => ImageStep);
    }
}
