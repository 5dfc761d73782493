using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>
/// For each voxel the Euclidean distance to the nearest voxel that is 0; each channel by itself. In a channel without any, distances are
/// to a voxel one before the first along the first axis, as SciPy has it.
/// </summary>
/// <param name="Sampling">Voxel size along each axis, one for all or one for each; 1 if null.</param>
/// <exception cref="ArgumentException">On a call, the image has neither two nor three spatial axes.</exception>
public sealed record DistanceTransformEDT(Values<double>? Sampling = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(Distances(image.Data, Sampling).Distances!);

    /// <summary>Distances to the nearest voxel that is 0, and where that is.</summary>
    /// <param name="img">[C, spatial...].</param>
    /// <param name="sampling">Voxel size along each axis; 1 if null.</param>
    /// <param name="returnDistances">Whether distances are wanted.</param>
    /// <param name="returnIndices">Whether places are wanted.</param>
    /// <param name="float64Distances">Accepted for configurations' sake; distances are float64 anyway.</param>
    /// <returns>Distances, float64 [C, spatial...]; places, int32 [axes + 1, C, spatial...], of which the first so many entries along the first axis are filled.</returns>
    /// <exception cref="ArgumentException">Neither is wanted, or the image has neither two nor three spatial axes.</exception>
    [ReferenceName("distance_transform_edt")]
    public static object DistanceTransform(Tensor img, Values<double>? sampling = null, bool returnDistances = true, bool returnIndices = false, bool float64Distances = false)
    {
        if (!returnDistances && !returnIndices)
        {
            throw new ArgumentException("distance_transform_edt: neither distances nor indices are wanted; ask for at least one.");
        }
        var (distances, indices) = Distances(img, sampling, returnIndices);
        return returnDistances && returnIndices ? new object[] { distances, indices! } : returnDistances ? distances : indices!;
    }

    private static (Tensor Distances, Tensor? Indices) Distances(Tensor img, Values<double>? sampling, bool withIndices = false)
    {
        var rank = (int)img.Dimensions - 1;
        if (rank is not (2 or 3))
        {
            throw new ArgumentException($"distance_transform_edt: the image is [{string.Join(", ", img.shape)}]; channels and 2 or 3 spatial axes are expected.");
        }
        using var scope = NewDisposeScope();
        var spacing = sampling is null ? [] : Enumerable.Range(0, rank).Select(sampling.Cyclic).ToArray();
        var mask = img.ne(0).cpu().contiguous();
        var spatial = img.shape[1..];
        var voxels = mask.numel() / Math.Max(1, img.shape[0]);
        var distances = zeros(img.shape, ScalarType.Float64);
        var indices = withIndices ? zeros([rank + 1, .. img.shape], ScalarType.Int32) : null;
        var nearest = withIndices ? new int[voxels] : [];
        for (var channel = 0L; channel < img.shape[0]; channel++)
        {
            Imaging.Kernels.DistanceTransform.ToBackground(
                mask[channel].AsSpan<byte>(), spatial, spacing, distances[channel].AsSpan<double>(), nearest.AsSpan());
            if (mask[channel].all().item<bool>())
            {
                distances[channel].copy_(ToVoxelBeforeFirst(spatial, spacing));
                indices?[0].select(0, channel).fill_(-1);
            }
            else if (indices is not null)
            {
                using var place = tensor(nearest, spatial);
                var stride = voxels;
                for (var axis = 0; axis < rank; axis++)
                {
                    stride /= spatial[axis];
                    indices[axis].select(0, channel).copy_(place.floor_divide(stride).remainder(spatial[axis]));
                }
            }
        }
        return (distances.to(img.device).MoveToOuterDisposeScope(), indices?.to(img.device).MoveToOuterDisposeScope());
    }

    private static Tensor ToVoxelBeforeFirst(long[] shape, double[] spacing)
        => meshgrid(shape.Select((n, axis) => (arange(n, ScalarType.Float64) + (axis == 0 ? 1 : 0)) * (spacing.Length == 0 ? 1 : spacing[axis])), indexing: "ij")
            .Select(offset => offset.square()).Aggregate((a, b) => a + b).sqrt();
}
