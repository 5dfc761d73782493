using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Erosion and dilation with boxes, on batches of masks. All channels of an image are taken together, as in the reference.</summary>
public static class Morphology
{
    /// <summary>Marks the voxels around which a whole box is filled, in all channels.</summary>
    /// <param name="mask">[B, C, spatial...], two or three spatial axes, 0 and 1.</param>
    /// <param name="filterSize">Odd size of the box, one for all axes or one for each.</param>
    /// <param name="padValue">What lies outside the image.</param>
    /// <returns>[B, C, spatial...], 0 and 1.</returns>
    /// <exception cref="ArgumentException">The size is even, or the axes are not as said.</exception>
    [ReferenceName("erode", "erode_t")]
    public static Tensor Erode(Tensor mask, Values<int>? filterSize = null, double padValue = 1)
        => TensorMemory.Scoped(() => (OnBytes(mask, filterSize ?? 3, padValue, erode: true)
            ?? (BoxMean(mask, filterSize ?? 3, padValue) - 1).abs().lt(1e-7)).to_type(mask.dtype).alias());

    /// <summary>Marks the voxels around which a box has a filled voxel, in any channel.</summary>
    /// <inheritdoc cref="Erode"/>
    [ReferenceName("dilate", "dilate_t")]
    public static Tensor Dilate(Tensor mask, Values<int>? filterSize = null, double padValue = 0)
        => TensorMemory.Scoped(() => (OnBytes(mask, filterSize ?? 3, padValue, erode: false)
            ?? BoxMean(mask, filterSize ?? 3, padValue).gt(0)).to_type(mask.dtype).alias());

    /// <summary>The mean over a box around each voxel and over all channels, the same for each channel.</summary>
    /// <param name="maskT">[B, C, spatial...], two or three spatial axes.</param>
    /// <param name="filterSize">Odd size of the box, one for all axes or one for each.</param>
    /// <param name="padValue">What lies outside the image.</param>
    /// <returns>[B, C, spatial...], float32.</returns>
    /// <exception cref="ArgumentException">The size is even, or the axes are not as said.</exception>
    [ReferenceName("get_morphological_filter_result_t")]
    public static Tensor BoxMean(Tensor maskT, Values<int> filterSize, double padValue)
    {
        var rank = CheckBox(maskT, filterSize);
        return TensorMemory.Scoped(() =>
        {
            var sizes = Enumerable.Range(0, rank).Select(axis => (long)filterSize.Cyclic(axis)).ToArray();
            var mean = maskT.to_type(ScalarType.Float32).mean([1], keepdim: true);
            mean = nn.functional.pad(mean, [.. sizes.Reverse().SelectMany(size => new[] { size / 2, size / 2 })], PaddingModes.Constant, padValue);
            for (var axis = 0; axis < rank; axis++)
            {
                // A box's mean is that of its lines.
                long[] line = [.. sizes.Select((size, i) => i == axis ? size : 1)];
                long[] ones = [.. sizes.Select(_ => 1L)];
                mean = rank == 2 ? nn.functional.avg_pool2d(mean, line, ones) : nn.functional.avg_pool3d(mean, line, ones);
            }
            return mean.expand(maskT.shape).contiguous();
        });
    }

    /// <summary>The fast way for true masks on the CPU; null for anything else.</summary>
    private static Tensor? OnBytes(Tensor mask, Values<int> filterSize, double padValue, bool erode)
    {
        var rank = CheckBox(mask, filterSize);
        if (padValue is not (0 or 1) || MaskBytes.Of(mask) is not { } bytes)
        {
            return null;
        }
        int[] box = [.. Enumerable.Range(0, rank).Select(filterSize.Cyclic)];
        var joined = (mask.shape[1] == 1 ? bytes.clone() : erode ? bytes.all(1, keepdim: true) : bytes.any(1, keepdim: true)).contiguous();
        for (var i = 0L; i < joined.shape[0]; i++)
        {
            var one = joined[i, 0].AsSpan<byte>();
            if (erode)
            {
                BoxMorphology.Erode(one, joined.shape.AsSpan(2), box, one, padValue == 1);
            }
            else
            {
                BoxMorphology.Dilate(one, joined.shape.AsSpan(2), box, one, padValue == 1);
            }
        }
        return joined.expand(mask.shape).contiguous();
    }

    private static int CheckBox(Tensor mask, Values<int> filterSize)
    {
        var rank = (int)mask.Dimensions - 2;
        if (rank is not (2 or 3) || (filterSize.Count != 1 && filterSize.Count != rank) || filterSize.Any(size => size < 1 || size % 2 == 0))
        {
            throw new ArgumentException(
                $"Morphology: a mask of [{string.Join(", ", mask.shape)}] and a box of {filterSize} were given; [B, C] with 2 or 3 spatial axes and odd sizes are expected.");
        }
        return rank;
    }
}
