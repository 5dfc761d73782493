using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;

namespace Medulla.Detection.Transforms;

/// <summary>Brings boxes from millimetres in the world to voxels of an image, or back.</summary>
/// <param name="BoxKeys">Keys of boxes, [N, 4] or [N, 6] in the standard mode.</param>
/// <param name="BoxRefImageKeys">The key of the image.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <param name="ImageMetaKey">Accepted for configurations' sake: images know where they lie.</param>
/// <param name="ImageMetaKeyPostfix">Accepted for configurations' sake.</param>
/// <param name="AffineLpsToRas">Whether world coordinates of boxes are LPS+ (to the left and the back); RAS+ otherwise.</param>
public abstract record BoxCoordinates(
    Values<string> BoxKeys, string BoxRefImageKeys, bool AllowMissingKeys, string? ImageMetaKey, string? ImageMetaKeyPostfix, bool AffineLpsToRas)
    : SampleTransform(BoxKeys, AllowMissingKeys)
{
    /// <summary>What the boxes' coordinates go through, of the image's voxels to world.</summary>
    private protected abstract Affine Direction(Affine toWorld);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var affine = sample[BoxRefImageKeys] is MetaTensor image ? image.Affine
            : throw new ArgumentException($"key '{BoxRefImageKeys}' holds {Medulla.Sample.Describe(sample[BoxRefImageKeys])}, which does not know where it lies; an image is needed there. Is LoadImage missing before this step?");
        var toWorld = AffineLpsToRas ? Affine.Scaling([.. Enumerable.Range(0, affine.Rank).Select(axis => axis < Math.Max(1, Math.Min(2, affine.Rank)) ? -1.0 : 1)]) * affine : affine;
        return ForEachKey(sample, (key, _) => BoxItem.Moved(BoxItem.Boxes(sample, key), Direction(toWorld)));
    }

    private protected override bool Made(AppliedOperation operation) => operation.Transform is BoxMove;
}
