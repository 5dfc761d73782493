using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Surfaces of masks and the distances between them, the parts of which surface metrics are made.</summary>
public static class MaskSurfaces
{
    /// <summary>The surfaces of a prediction and a label: voxels with a face neighbour outside, or places between voxels if areas are asked for.</summary>
    /// <param name="segPred">Segmentation, [spatial...] with one to three axes; two or three if areas are asked for.</param>
    /// <param name="segGt">Label, of the same shape.</param>
    /// <param name="labelIdx">The value of the voxels in the mask, unless both are bool.</param>
    /// <param name="crop">Whether only the box around both is kept, with one voxel around it.</param>
    /// <param name="spacing">Size of the voxels, if the amount of surface is asked for; null if not.</param>
    /// <returns>The surfaces; with areas (lengths in 2-D), one element fewer along each axis.</returns>
    /// <exception cref="ArgumentException">The shapes differ, have other axes, or the spacing does not fit them.</exception>
    [ReferenceName("get_mask_edges")]
    public static MaskEdges Edges(Tensor segPred, Tensor segGt, int labelIdx = 1, bool crop = true, VoxelSpacing? spacing = null)
    {
        RequireMasks(segPred, segGt);
        using var scope = NewDisposeScope();
        var (a, b) = (Mask(segPred, labelIdx), Mask(segGt, labelIdx));
        if (crop)
        {
            using var both = a.bitwise_or(b);
            if (BoundingBox.OfNonZero<byte>(both.AsSpan<byte>(), a.shape) is not { } box)
            {
                return Moved(spacing is null ? 2 : 4, () => zeros(segPred.shape, ScalarType.Bool, segPred.device));
            }
            (a, b) = (Cropped(a, box), Cropped(b, box));
        }
        if (spacing is null)
        {
            return Moved(Surface(a, segPred.device), Surface(b, segPred.device));
        }
        var (edgesA, areasA) = Elements(a, spacing, segPred.device);
        var (edgesB, areasB) = Elements(b, spacing, segPred.device);
        return Moved(edgesA, edgesB, areasA, areasB);
    }

    /// <summary>The distance of each voxel of one set to the nearest of another.</summary>
    /// <param name="segPred">The set whose voxels are measured, bool [spatial...] with one to three axes.</param>
    /// <param name="segGt">The other set, of the same shape.</param>
    /// <param name="distanceMetric">How distances are measured.</param>
    /// <param name="spacing">Size of the voxels; 1 if null. Only <see cref="DistanceMetric.Euclidean"/> heeds it.</param>
    /// <returns>Distances in the order of the voxels, float32; infinity for each voxel of one set if the other is empty.</returns>
    /// <exception cref="ArgumentException">The shapes differ, have other axes, or the spacing does not fit them.</exception>
    [ReferenceName("get_surface_distance")]
    public static Tensor Distances(Tensor segPred, Tensor segGt, DistanceMetric distanceMetric = DistanceMetric.Euclidean, VoxelSpacing? spacing = null)
    {
        RequireMasks(segPred, segGt);
        using var scope = NewDisposeScope();
        var (a, b) = (segPred.ne(0).cpu().contiguous(), segGt.ne(0).cpu().contiguous());
        var distances = SurfaceDistance.Nearest(
            a.AsSpan<byte>(), b.AsSpan<byte>(), a.shape, (spacing ?? 1).Of(0, 1, (int)a.Dimensions), distanceMetric);
        return tensor(distances, device: segPred.device).MoveToOuterDisposeScope();
    }

    private static Tensor Mask(Tensor classes, int label)
        => (classes.dtype == ScalarType.Bool ? classes : classes.eq(label)).cpu().to_type(ScalarType.Byte).contiguous();

    private static Tensor Cropped(Tensor mask, BoundingBox box)
    {
        for (var axis = 0; axis < box.Shape.Length; axis++)
        {
            mask = mask.narrow(axis, box.Start[axis], box.Shape[axis]);
        }
        return nn.functional.pad(mask, [.. Enumerable.Repeat(1L, 2 * box.Shape.Length)]).contiguous();
    }

    private static Tensor Surface(Tensor mask, Device device)
        => tensor(SurfaceDistance.Edges(mask.AsSpan<byte>(), mask.shape), mask.shape, ScalarType.Bool, device);

    private static (Tensor Edges, Tensor Areas) Elements(Tensor mask, VoxelSpacing spacing, Device device)
    {
        var shape = mask.shape;
        var (measures, edges) = SurfaceElements.Of(mask.AsSpan<byte>(), shape, spacing.Of(0, 1, shape.Length));
        long[] between = [.. shape.Select(n => Math.Max(0, n - 1))];
        // Lengths are float64 and areas float32 in the reference.
        return (tensor(edges, between, ScalarType.Bool, device), tensor(measures, between, shape.Length == 2 ? ScalarType.Float64 : ScalarType.Float32, device));
    }

    private static MaskEdges Moved(int count, Func<Tensor> make) => Moved([.. Enumerable.Range(0, count).Select(_ => make())]);

    private static MaskEdges Moved(params Tensor[] parts)
    {
        Array.ForEach(parts, part => part.MoveToOuterDisposeScope());
        return parts.Length == 2 ? new(parts[0], parts[1]) : new(parts[0], parts[1], parts[2], parts[3]);
    }

    private static void RequireMasks(Tensor segPred, Tensor segGt)
    {
        if (segPred.Dimensions is < 1 or > 3 || !segPred.shape.AsSpan().SequenceEqual(segGt.shape))
        {
            throw new ArgumentException($"surfaces: seg_pred is {MetricInput.Text(segPred)} and seg_gt {MetricInput.Text(segGt)}; both must have the same shape, with one to three axes.");
        }
    }
}
