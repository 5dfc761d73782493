using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;

namespace Medulla.Interaction.Transforms;

/// <summary>Crops images and notes in their metadata where, so that <see cref="RestoreLabel"/> can put results back.</summary>
/// <param name="Keys">Images to crop, [C, spatial...].</param>
/// <param name="MetaKeys">Keys of their metadata; made of the images' keys if null.</param>
/// <param name="MetaKeyPostfix">What comes after an image's key in that of its metadata, for all or for each; "meta_dict" if null.</param>
/// <param name="StartCoordKey">Name, in the metadata, of the first voxel.</param>
/// <param name="EndCoordKey">Name of the end (exclusive).</param>
/// <param name="OriginalShapeKey">Name of the shape before, channels first.</param>
/// <param name="CroppedShapeKey">Name of the shape after.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public abstract record GuidedCrop(
    Values<string> Keys, Values<string>? MetaKeys, Values<string>? MetaKeyPostfix, string StartCoordKey, string EndCoordKey, string OriginalShapeKey,
    string CroppedShapeKey, bool AllowMissingKeys) : SampleTransform(Keys, AllowMissingKeys)
{
    private readonly Values<string> metadata = SampleMetadata.Keys(nameof(GuidedCrop), Keys, MetaKeys, MetaKeyPostfix);

    private protected sealed override bool Made(AppliedOperation operation) => operation.Transform is SpatialCrop;

    /// <summary>The cropped sample.</summary>
    private protected Sample Crop(Sample sample, SpatialCrop cropper, object start, object end)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            var (key, metaKey) = (Keys[i], metadata[i]);
            if (AllowMissingKeys && !sample.ContainsKey(key))
            {
                continue;
            }
            sample = At(key, () =>
            {
                var image = sample.Image(key);
                var known = SampleMetadata.Of(sample, metaKey);
                var cropped = cropper.Apply(image);
                (known[StartCoordKey], known[EndCoordKey]) = (start, end);
                (known[OriginalShapeKey], known[CroppedShapeKey]) = (image.Data.shape, cropped.Data.shape);
                return sample.With(metaKey, known).With(key, cropped);
            });
        }
        return sample;
    }

    /// <summary>A crop of some size around a middle, or from one place to another.</summary>
    private protected static SpatialCrop Around(IEnumerable<long> center, IEnumerable<long> size) => new(Whole(center), Whole(size));

    /// <inheritdoc cref="Around"/>
    private protected static SpatialCrop Between(IEnumerable<long> start, IEnumerable<long> end) => new(RoiStart: Whole(start), RoiEnd: Whole(end));

    /// <summary>Where a crop begins and ends, as asked for: the end may lie beyond the image.</summary>
    private protected static (long[] Start, long[] End) Ends(SpatialCrop cropper)
        => ([.. cropper.RoiSlices!.Select(slice => (long)slice.Start.Value)], [.. cropper.RoiSlices!.Select(slice => (long)slice.End.Value)]);

    private static Values<int> Whole(IEnumerable<long> numbers) => Values.From(numbers.Select(number => (int)number));
}
