using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Crops images to the bounding box of a foreground or, where a box of the least size is larger along every axis, to one of that size around its
/// middle. Notes in the images' metadata where.
/// </summary>
/// <param name="Keys">Images to crop, [C, spatial...].</param>
/// <param name="SourceKey">Key of the image whose foreground counts.</param>
/// <param name="SpatialSize">The least size, voxels along each axis.</param>
/// <param name="SelectFn">Which voxels are foreground; those above 0 if null.</param>
/// <param name="ChannelIndices">Channels to look at; all if null.</param>
/// <param name="Margin">Voxels to add around the box, at each end: for all axes, or for each.</param>
/// <param name="AllowSmaller">Whether the box ends with the image; otherwise the metadata tell a margin beyond it.</param>
/// <param name="MetaKeys">Keys of the images' metadata; made of the images' keys if null.</param>
/// <param name="MetaKeyPostfix">What comes after an image's key in that of its metadata, for all or for each; "meta_dict" if null.</param>
/// <param name="StartCoordKey">Name, in the metadata, of the first voxel.</param>
/// <param name="EndCoordKey">Name of the end (exclusive).</param>
/// <param name="OriginalShapeKey">Name of the shape before, channels first.</param>
/// <param name="CroppedShapeKey">Name of the shape after.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record SpatialCropForeground(
    Values<string> Keys, string SourceKey, Values<int> SpatialSize, Func<Tensor, Tensor>? SelectFn = null, Values<int>? ChannelIndices = null, Values<int>? Margin = null,
    bool AllowSmaller = true, Values<string>? MetaKeys = null, Values<string>? MetaKeyPostfix = null, string StartCoordKey = "foreground_start_coord",
    string EndCoordKey = "foreground_end_coord", string OriginalShapeKey = "foreground_original_shape", string CroppedShapeKey = "foreground_cropped_shape",
    bool AllowMissingKeys = false)
    : GuidedCrop(Keys, MetaKeys, MetaKeyPostfix, StartCoordKey, EndCoordKey, OriginalShapeKey, CroppedShapeKey, AllowMissingKeys)
{
    private readonly CropForeground foreground = new(SelectFn, ChannelIndices, Margin, AllowSmaller);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var (start, size) = At(SourceKey, () => foreground.BoxOf(sample.Image(SourceKey)));
        var least = Medulla.Transforms.SpatialSize.PerAxis(SpatialSize, size.Count, nameof(SpatialSize)).ToArray();
        var end = start.Zip(size, (first, count) => first + count).ToArray();
        if (!size.Zip(least).All(axis => axis.First < axis.Second))
        {
            return Crop(sample, Between(start, end), start.ToArray(), end);
        }
        var cropper = Around(start.Zip(end, (first, stop) => (first + stop) / 2), least.Select(n => (long)n));
        return Crop(sample, cropper, Ends(cropper).Start, Ends(cropper).End);
    }
}
