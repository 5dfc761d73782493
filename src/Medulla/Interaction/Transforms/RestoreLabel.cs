using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Brings predictions back to the grid of the file: undoes resizing, cropping (<see cref="SpatialCropGuidance"/>), spacing and the choice of a slice
/// (<see cref="Fetch2DSlice"/>), with what a reference image's metadata tell of them. Their own metadata get "slice_idx" and the file's "affine".
/// </summary>
/// <param name="Keys">Predictions, [C, D, H, W], or [C, H, W] of a slice.</param>
/// <param name="RefImage">Key of the reference image; its metadata lie under that key and <paramref name="MetaKeyPostfix"/>.</param>
/// <param name="SliceOnly">Whether a slice stays one; otherwise it is put into a volume of 0, which becomes float64.</param>
/// <param name="Mode">Interpolation, for all keys or for each; nearest if null.</param>
/// <param name="AlignCorners">Whether corners are aligned, for all keys or for each; null where the interpolation knows no corners.</param>
/// <param name="MetaKeys">Keys of the predictions' metadata; made of their keys if null.</param>
/// <param name="MetaKeyPostfix">What comes after a key in that of its metadata.</param>
/// <param name="StartCoordKey">Name, in the metadata, of the first voxel of the crop.</param>
/// <param name="EndCoordKey">Name of its end (exclusive).</param>
/// <param name="OriginalShapeKey">Name of the shape before the crop, channels first.</param>
/// <param name="CroppedShapeKey">Name of the shape after it.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <param name="RestoreResizing">Whether resizing is undone.</param>
/// <param name="RestoreCropping">Whether cropping is undone; what was cropped is 0.</param>
/// <param name="RestoreSpacing">Whether spacing is undone: back to the metadata's "spatial_shape", (H, W, D).</param>
/// <param name="RestoreSlicing">Whether the slice is put back, and the axis of channels of a volume taken away.</param>
public sealed record RestoreLabel(
    Values<string> Keys, string RefImage, bool SliceOnly = false, Values<Interpolation>? Mode = null, Values<bool?>? AlignCorners = null, Values<string>? MetaKeys = null,
    string MetaKeyPostfix = SampleMetadata.Postfix, string StartCoordKey = "foreground_start_coord", string EndCoordKey = "foreground_end_coord",
    string OriginalShapeKey = "foreground_original_shape", string CroppedShapeKey = "foreground_cropped_shape", bool AllowMissingKeys = false,
    bool RestoreResizing = true, bool RestoreCropping = true, bool RestoreSpacing = true, bool RestoreSlicing = true) : SampleTransform(Keys, AllowMissingKeys)
{
    private const string SliceIndex = "slice_idx";
    private readonly Values<string> metadata = SampleMetadata.Keys(nameof(RestoreLabel), Keys, MetaKeys, MetaKeyPostfix);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var known = At(RefImage, () => SampleMetadata.Of(sample, $"{RefImage}_{MetaKeyPostfix}"));
        for (var i = 0; i < Keys.Count; i++)
        {
            var (key, metaKey, index) = (Keys[i], metadata[i], i);
            if (AllowMissingKeys && !sample.ContainsKey(key))
            {
                continue;
            }
            sample = sample.With(key, At(key, () => Item.Scoped(() => Restored(sample[key], known, index))));
            var own = SampleMetadata.Find(sample, metaKey) ?? [];
            own[SliceIndex] = RestoreSlicing && !SliceOnly && Slices(known) is { } slices ? slices[0] : known.GetValueOrDefault(SliceIndex);
            own["affine"] = known.GetValueOrDefault("original_affine") ?? throw new ArgumentException($"RestoreLabel: the metadata of '{RefImage}' has no 'original_affine'.");
            sample = sample.With(metaKey, own);
        }
        return sample;
    }

    private object? Restored(object? prediction, Dictionary<string, object?> known, int index)
    {
        var current = prediction;
        if (RestoreResizing && SampleMetadata.Numbers(known, CroppedShapeKey) is var cropped && !Voxels(current).shape.AsSpan().SequenceEqual(cropped))
        {
            current = Resized(current, cropped[1..], index);
        }
        if (RestoreCropping)
        {
            current = Uncropped(Voxels(current), known);
        }
        if (RestoreSpacing)
        {
            var spatial = Volume(known)[^Math.Min(3, (int)Voxels(current).Dimensions - 1)..];
            current = Voxels(current).shape.AsSpan(1).SequenceEqual(spatial) ? current : Resized(current, spatial, index);
        }
        if (!RestoreSlicing)
        {
            return current;
        }
        var voxels = Voxels(current);
        if (SliceOnly || Slices(known) is not { } slices)
        {
            return voxels.Dimensions <= 3 ? current : Item.Like(current, voxels[0]);
        }
        var volume = zeros(Volume(known), ScalarType.Float64, voxels.device);
        (slices[0] is Range ? volume : volume.select(0, (long)Clicks.Number(slices[0]))).copy_(voxels.shape[0] == 1 ? voxels[0] : voxels);
        return volume;
    }

    private object Resized(object? item, long[] size, int index)
        => new Resize(Values.From(size.Select(n => (int)n)), Mode: Mode?.Cyclic(index) ?? Interpolation.Nearest, AlignCorners: AlignCorners?.Cyclic(index)).Apply(Item.Image(item, this));

    private Tensor Uncropped(Tensor part, Dictionary<string, object?> known)
    {
        var (start, end) = (SampleMetadata.Numbers(known, StartCoordKey), SampleMetadata.Numbers(known, EndCoordKey));
        var whole = zeros(SampleMetadata.Numbers(known, OriginalShapeKey), ScalarType.Float32, part.device);
        var window = whole;
        for (var axis = 0; axis < Math.Min(start.Length, part.Dimensions - 1); axis++)
        {
            var length = whole.shape[axis + 1];
            var first = Math.Clamp(start[axis], 0, length);
            window = window.narrow(axis + 1, first, Math.Max(0, Math.Min(end[axis], length) - first));
        }
        if (window.Dimensions != part.Dimensions || window.shape.Zip(part.shape).Any(axis => axis.First != axis.Second && axis.Second != 1))
        {
            throw new ArgumentException($"the prediction is [{string.Join(", ", part.shape)}], what was cropped [{string.Join(", ", window.shape)}]; they must agree. Set restore_resizing where it was resized.");
        }
        window.copy_(part);
        return whole;
    }

    /// <summary>The file's shape with slices first.</summary>
    private static long[] Volume(Dictionary<string, object?> known) => SampleMetadata.Numbers(known, "spatial_shape") is [.. var plane, var slices] ? [slices, .. plane]
        : throw new ArgumentException("the metadata's 'spatial_shape' is empty.");

    private static System.Collections.IList? Slices(Dictionary<string, object?> known) => known.GetValueOrDefault(SliceIndex) as System.Collections.IList;

    private Tensor Voxels(object? item) => Item.Image(item, this).Data;
}
