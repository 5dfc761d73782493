using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Sizes, centres and overlaps of boxes in the standard mode, [N, 4] or [N, 6]. Computed in float32, given in the boxes' type.</summary>
public static class BoxMeasures
{
    /// <summary>Keeps quotients finite: the distance from 1 to the next float.</summary>
    private const double Epsilon = 1.1920928955078125e-07;

    /// <summary>Area or volume of each box, [N].</summary>
    /// <exception cref="ArgumentException">A box has a negative size, or one that its type cannot hold.</exception>
    public static Tensor BoxArea(Tensor boxes)
        => TensorMemory.Scoped(() =>
        {
            if (!BoxChecks.IsValidBoxValues(boxes))
            {
                throw new ArgumentException("box_area: some boxes have a negative size; the upper corner must not be below the lower one.");
            }
            var area = (Upper(boxes) - Lower(boxes)).unbind(1).Aggregate((a, b) => a * b);
            return area.isfinite().all().item<bool>() ? area
                : throw new ArgumentException($"box_area: an area is not finite in {boxes.dtype}{(boxes.dtype == ScalarType.Float16 ? "; float32 boxes hold larger ones" : "")}.");
        });

    /// <summary>The middle of each box, [N, axes].</summary>
    public static Tensor BoxCenters(Tensor boxes)
        => TensorMemory.Scoped(() => BoxConversion.ConvertBoxMode(boxes, null, new CenterSizeMode()).narrow(1, 0, BoxMode.Axes(boxes)));

    /// <summary>Whether each point lies inside the box at its place, by more than a margin.</summary>
    /// <param name="centers">[N, axes].</param>
    /// <param name="boxes">[N, 2 axes].</param>
    /// <param name="eps">The margin.</param>
    /// <returns>[N].</returns>
    public static Tensor CentersInBoxes(Tensor centers, Tensor boxes, double eps = 0.01)
        => TensorMemory.Scoped(() => cat([centers - Lower(boxes), Upper(boxes) - centers], 1).to_type(ScalarType.Float32).amin([1]).gt(eps));

    /// <summary>Distances between the middles of all pairs of boxes.</summary>
    /// <param name="boxes1">[N, 2 axes].</param>
    /// <param name="boxes2">[M, 2 axes].</param>
    /// <param name="euclidean">Whether the distance is Euclidean; the sum of signed differences otherwise.</param>
    public static CenterDistances BoxesCenterDistance(Tensor boxes1, Tensor boxes2, bool euclidean = true)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (BoxCenters(boxes1.to_type(ScalarType.Float32)), BoxCenters(boxes2.to_type(ScalarType.Float32)));
        var difference = a.unsqueeze(1) - b.unsqueeze(0);
        var distance = euclidean ? difference.pow(2).sum(-1).sqrt() : difference.sum(-1);
        Tensor Given(Tensor tensor) => tensor.to_type(boxes1.dtype).MoveToOuterDisposeScope();
        return new(Given(distance), Given(a), Given(b));
    }

    /// <summary>Intersection over union of all pairs of boxes.</summary>
    /// <param name="boxes1">[N, 2 axes].</param>
    /// <param name="boxes2">[M, 2 axes].</param>
    /// <returns>[N, M], in [0, 1].</returns>
    /// <exception cref="ArgumentException">A box has a negative size, or a result is not finite.</exception>
    public static Tensor BoxIou(Tensor boxes1, Tensor boxes2)
        => TensorMemory.Scoped(() => Finite("box_iou", Overlap(boxes1.unsqueeze(1), boxes2.unsqueeze(0), BoxAreas(boxes1).unsqueeze(1), BoxAreas(boxes2)).Iou, boxes1.dtype));

    /// <summary>Generalised intersection over union of all pairs of boxes (Rezatofighi et al., CVPR 2019).</summary>
    /// <param name="boxes1">[N, 2 axes].</param>
    /// <param name="boxes2">[M, 2 axes].</param>
    /// <returns>[N, M], in (-1, 1].</returns>
    /// <exception cref="ArgumentException">A box has a negative size, or a result is not finite.</exception>
    public static Tensor BoxGiou(Tensor boxes1, Tensor boxes2)
        => TensorMemory.Scoped(() => Finite("box_giou", Generalised(boxes1.unsqueeze(1), boxes2.unsqueeze(0), BoxAreas(boxes1).unsqueeze(1), BoxAreas(boxes2)), boxes1.dtype));

    /// <summary>Generalised intersection over union of each box with the one at its place.</summary>
    /// <param name="boxes1">[N, 2 axes].</param>
    /// <param name="boxes2">[N, 2 axes].</param>
    /// <returns>[N], in (-1, 1].</returns>
    /// <exception cref="ArgumentException">There are not as many boxes of one kind as of the other, a box has a negative size, or a result is not finite.</exception>
    public static Tensor BoxPairGiou(Tensor boxes1, Tensor boxes2)
        => boxes1.shape.AsSpan().SequenceEqual(boxes2.shape)
            ? TensorMemory.Scoped(() => Finite("box_pair_giou", Generalised(boxes1, boxes2, BoxAreas(boxes1), BoxAreas(boxes2)), boxes1.dtype))
            : throw new ArgumentException($"box_pair_giou: boxes are [{string.Join(", ", boxes1.shape)}] and [{string.Join(", ", boxes2.shape)}]; pairs need the same shape.");

    private static Tensor BoxAreas(Tensor boxes) => BoxArea(boxes.to_type(ScalarType.Float32));

    /// <summary>Intersection over union, and the union; shapes broadcast, the last axis holding the boxes.</summary>
    private static (Tensor Iou, Tensor Union) Overlap(Tensor boxes1, Tensor boxes2, Tensor area1, Tensor area2)
    {
        var intersection = Extent(maximum(Lower(boxes1), Lower(boxes2)), minimum(Upper(boxes1), Upper(boxes2)));
        var union = area1 + area2 - intersection;
        return (intersection / (union + Epsilon), union);
    }

    private static Tensor Generalised(Tensor boxes1, Tensor boxes2, Tensor area1, Tensor area2)
    {
        var (iou, union) = Overlap(boxes1, boxes2, area1, area2);
        var enclosure = Extent(minimum(Lower(boxes1), Lower(boxes2)), maximum(Upper(boxes1), Upper(boxes2)));
        return iou - (enclosure - union) / (enclosure + Epsilon);
    }

    private static Tensor Extent(Tensor lower, Tensor upper)
        => (upper.to_type(ScalarType.Float32) - lower.to_type(ScalarType.Float32)).clamp(min: 0).prod(-1);

    private static Tensor Lower(Tensor boxes) => boxes.narrow(-1, 0, Half(boxes));

    private static Tensor Upper(Tensor boxes) => boxes.narrow(-1, Half(boxes), Half(boxes));

    private static long Half(Tensor boxes)
        => boxes.shape[^1] is 4 or 6 ? boxes.shape[^1] / 2 : throw new ArgumentException($"boxes are [N, 4] or [N, 6]; these are [{string.Join(", ", boxes.shape)}].");

    private static Tensor Finite(string who, Tensor result, ScalarType dtype)
        => result.to_type(dtype) is var given && given.isfinite().all().item<bool>() ? given
            : throw new ArgumentException($"{who}: a result is not finite; the boxes may be too large or hold NaN.");
}
