using Medulla.Imaging.Kernels;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>The parts of scipy.ndimage and scikit-image that expressions have.</summary>
internal static class ImageModules
{
    public static PythonModule Ndimage() => new("scipy.ndimage", new Dictionary<string, object?>
    {
        ["binary_dilation"] = Function("ndimage.binary_dilation", "input structure? iterations?", a => Dilated(Mask(a), Steps(a))),
        ["binary_erosion"] = Function("ndimage.binary_erosion", "input structure? iterations?", a => Eroded(Mask(a), Steps(a))),
        ["label"] = Function("ndimage.label", "input", a => Labelled(TorchModule.ArrayOf(a[0], null).ne(0), 1) is var labels ? new object?[] { labels, labels.max().item<long>() } : null),
    });

    public static PythonModule Skimage() => new("skimage", new Dictionary<string, object?> { ["measure"] = Measure() });

    public static PythonModule Measure() => new("skimage.measure", new Dictionary<string, object?>
    {
        ["label"] = Function("measure.label", "label_image background? return_num? connectivity?", a =>
        {
            var image = TorchModule.ArrayOf(a[0], null);
            var background = a[1].Or(null) is { } value ? Indexing.Whole(value) : 0;
            var labels = Labelled(image.to_type(ScalarType.Int32) - background, a[3].Or(null) is { } reach ? (int)Indexing.Whole(reach) : (int)image.Dimensions, byValue: true);
            return Truth.Of(a[2].Or(false)) ? new object?[] { labels, labels.max().item<long>() } : labels;
        }),
    });

    /// <summary>Connected voxels numbered from 1 in the order of their first voxels, int64.</summary>
    private static Tensor Labelled(Tensor image, int connectivity, bool byValue = false)
    {
        using var scope = NewDisposeScope();
        var numbers = new int[image.numel()];
        if (byValue)
        {
            ConnectedComponents.LabelValues<int>(image.to_type(ScalarType.Int32).contiguous().data<int>().ToArray(), image.shape, connectivity, numbers);
        }
        else
        {
            ConnectedComponents.Label<byte>(image.to_type(ScalarType.Byte).contiguous().data<byte>().ToArray(), image.shape, connectivity, numbers);
        }
        return tensor(numbers).view(image.shape).to_type(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    private static Tensor Mask(object?[] a) => a[1].Or(null) is null ? TorchModule.ArrayOf(a[0], null).ne(0)
        : throw new ArgumentException("only the structure of direct neighbours (None) is known to expressions.");

    private static long Steps(object?[] a) => Indexing.Whole(a[2].Or(1L)) is > 0 and var steps ? steps : throw new ArgumentException("iterations are 1 or more.");

    /// <summary>Voxels that lie so many steps from the mask, or fewer: steps along axes, whose number adds up axis by axis.</summary>
    private static Tensor Dilated(Tensor mask, long steps)
    {
        using var scope = NewDisposeScope();
        var far = mask.shape.Sum() + 1.0;
        var distance = where(mask, 0.0, far);
        for (var axis = 0; axis < mask.Dimensions; axis++)
        {
            long[] shape = [.. Enumerable.Repeat(1L, (int)mask.Dimensions)];
            shape[axis] = mask.shape[axis];
            var at = arange(mask.shape[axis], ScalarType.Float64).view(shape);
            var before = (distance - at).cummin(axis).values + at;
            var after = (distance + at).flip(axis).cummin(axis).values.flip(axis) - at;
            distance = before.minimum(after);
        }
        return distance.le(steps).MoveToOuterDisposeScope();
    }

    /// <summary>What is outside the image counts as outside the mask.</summary>
    private static Tensor Eroded(Tensor mask, long steps)
    {
        using var scope = NewDisposeScope();
        long[] border = [.. Enumerable.Repeat(1L, 2 * (int)mask.Dimensions)];
        var outside = Dilated(nn.functional.pad(mask.to_type(ScalarType.Byte), border).eq(0), steps);
        for (var axis = 0; axis < mask.Dimensions; axis++)
        {
            outside = outside.narrow(axis, 1, mask.shape[axis]);
        }
        return outside.logical_not().MoveToOuterDisposeScope();
    }
}
