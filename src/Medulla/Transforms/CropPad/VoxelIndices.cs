using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Lists of voxels, by their row-major indices.</summary>
public static class VoxelIndices
{
    /// <summary>The voxels of foreground and of background.</summary>
    /// <param name="label">[C, spatial...]; foreground is what is not 0, the first channel left out if there are several.</param>
    /// <param name="image">If given, background is only where a channel of it exceeds <paramref name="imageThreshold"/>.</param>
    /// <param name="imageThreshold">See <paramref name="image"/>.</param>
    /// <returns>Two lists of indices, int64.</returns>
    [ReferenceName("map_binary_to_indices")]
    public static (Tensor Foreground, Tensor Background) OfBinary(Tensor label, Tensor? image = null, double imageThreshold = 0)
    {
        using var scope = NewDisposeScope();
        var (foreground, background) = Masks(label, image, imageThreshold);
        return (List(foreground).MoveToOuterDisposeScope(), List(background).MoveToOuterDisposeScope());
    }

    /// <summary>The voxels of each class.</summary>
    /// <param name="label">Class numbers [1, spatial...], or one-hot [C, spatial...].</param>
    /// <param name="numClasses">Number of classes; needed where the label is not one-hot.</param>
    /// <param name="image">If given, only voxels where a channel of it exceeds <paramref name="imageThreshold"/> count.</param>
    /// <param name="imageThreshold">See <paramref name="image"/>.</param>
    /// <param name="maxSamplesPerClass">If a class has more voxels, so many that are spread evenly over its list.</param>
    /// <returns>A list of indices, int64, for each class.</returns>
    /// <exception cref="ArgumentException">The label is not one-hot and the number of classes is not given.</exception>
    [ReferenceName("map_classes_to_indices")]
    public static IReadOnlyList<Tensor> OfClasses(
        Tensor label, int? numClasses = null, Tensor? image = null, double imageThreshold = 0, int? maxSamplesPerClass = null)
    {
        using var scope = NewDisposeScope();
        return [.. ClassMasks(label, numClasses, image, imageThreshold).Select(mask =>
        {
            var indices = List(mask);
            return (maxSamplesPerClass is > 0 and { } most && indices.shape[0] > most && indices.shape[0] > 1 ? indices[tensor(VoxelSet.Spread(indices.shape[0], most))] : indices)
                .MoveToOuterDisposeScope();
        })];
    }

    /// <summary>Where each class is, [spatial...], bool.</summary>
    internal static IEnumerable<Tensor> ClassMasks(Tensor label, int? numClasses, Tensor? image, double imageThreshold)
    {
        var channels = label.shape[0];
        var within = image?.gt(imageThreshold).any(0);
        var classes = channels > 1 ? (int)channels : numClasses ?? throw new ArgumentException(
            $"map_classes_to_indices: a label of [{string.Join(", ", label.shape)}] is not one-hot; give num_classes.");
        return Enumerable.Range(0, classes).Select(one => channels > 1 ? label[one].ne(0) : label[0].eq(one)).Select(mask => within is null ? mask : mask.logical_and(within));
    }

    /// <summary>Where foreground and background are, [spatial...], bool.</summary>
    internal static (Tensor Foreground, Tensor Background) Masks(Tensor label, Tensor? image, double imageThreshold)
    {
        var foreground = (label.shape[0] > 1 ? label.narrow(0, 1, label.shape[0] - 1) : label).ne(0).any(0);
        var background = foreground.logical_not();
        return (foreground, image is null ? background : background.logical_and(image.gt(imageThreshold).any(0)));
    }

    /// <summary>Indices as positions [N, axes] in an image of the given shape.</summary>
    internal static Tensor Unravel(Tensor indices, Values<int> shape) => TensorMemory.Scoped(() =>
    {
        List<Tensor> axes = [];
        for (var (axis, rest) = (shape.Count - 1, indices); axis >= 0; axis--)
        {
            axes.Insert(0, rest.remainder(shape[axis]));
            rest = rest.floor_divide(shape[axis]);
        }
        return stack(axes, -1);
    });

    /// <summary>The indices under a key; null if there is none.</summary>
    internal static Values<long>? In(Sample sample, string? key)
        => key is null || !sample.TryGetValue(key, out var value) ? null : From(key, value);

    /// <summary>The lists of indices under a key; null if there is none.</summary>
    internal static Values<Values<long>>? ListsIn(Sample sample, string? key)
        => key is null || !sample.TryGetValue(key, out var value) || value is null ? null
            : value is Values<Values<long>> lists ? lists
            : value is System.Collections.IEnumerable many and not Tensor ? Values.From(many.Cast<object?>().Select(one => From(key, one)))
            : throw NotIndices(key, value);

    private static Values<long> From(string key, object? value)
    {
        using var scope = NewDisposeScope();
        return value switch
        {
            Values<long> indices => indices,
            MetaTensor image => image.Data.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray(),
            Tensor tensor => tensor.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray(),
            IEnumerable<object?> list => Values.From(list.Select(Convert.ToInt64)),
            _ => throw NotIndices(key, value),
        };
    }

    private static ArgumentException NotIndices(string key, object? value)
        => new($"key '{key}' holds {Medulla.Sample.Describe(value)}; a list of voxel indices is expected.");

    private static Tensor List(Tensor mask) => mask.flatten().nonzero().flatten().cpu();
}
