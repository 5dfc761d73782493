using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Of boxes that overlap, keeps those of the best score.</summary>
public static class BoxSuppression
{
    /// <summary>Takes boxes by falling score and drops those that overlap one taken before.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="scores">[N].</param>
    /// <param name="nmsThresh">Boxes that overlap by more than this are dropped.</param>
    /// <param name="maxProposals">How many boxes to keep at most; all if below 1.</param>
    /// <param name="boxOverlapMetric">Overlap of boxes [N, 2 axes] and [M, 2 axes] as [N, M]; intersection over union if null.</param>
    /// <returns>Indices of the boxes that are kept, best first, int64.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as boxes.</exception>
    public static Tensor NonMaxSuppression(
        Tensor boxes, Tensor scores, double nmsThresh, int maxProposals = -1, Func<Tensor, Tensor, Tensor>? boxOverlapMetric = null)
    {
        if (boxes.shape[0] == 0)
        {
            return zeros([0], ScalarType.Int64, boxes.device);
        }
        if (boxes.shape[0] != scores.shape[0])
        {
            throw new ArgumentException($"non_max_suppression: there are {boxes.shape[0]} boxes and {scores.shape[0]} scores; each box needs one.");
        }
        var overlap = boxOverlapMetric ?? BoxMeasures.BoxIou;
        return TensorMemory.Scoped(() =>
        {
            var order = scores.to(boxes).argsort(dim: 0, descending: true);
            var sorted = boxes.index_select(0, order);
            List<long> taken = [];
            var left = arange(boxes.shape[0], ScalarType.Int64, boxes.device);
            while (left.numel() > 0)
            {
                using var scope = NewDisposeScope();
                var best = left[0].item<long>();
                taken.Add(best);
                if (taken.Count == maxProposals)
                {
                    break;
                }
                var rest = left.narrow(0, 1, left.numel() - 1);
                var isApart = overlap(sorted.index_select(0, rest), sorted.narrow(0, best, 1)).le(nmsThresh).flatten();
                left = rest[isApart].MoveToOuterDisposeScope();
            }
            return order.index_select(0, tensor(taken.ToArray(), device: boxes.device));
        });
    }

    /// <summary>The same among boxes of each label by itself.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="scores">[N].</param>
    /// <param name="labels">[N]; boxes of different labels do not drop each other.</param>
    /// <param name="nmsThresh">Boxes that overlap by more than this are dropped.</param>
    /// <param name="maxProposals">How many boxes to keep at most, of all labels together; all if below 1.</param>
    /// <param name="boxOverlapMetric">Overlap of boxes; intersection over union if null.</param>
    /// <returns>Indices of the boxes that are kept, best first, int64.</returns>
    public static Tensor BatchedNms(
        Tensor boxes, Tensor scores, Tensor labels, double nmsThresh, int maxProposals = -1, Func<Tensor, Tensor, Tensor>? boxOverlapMetric = null)
        => boxes.shape[0] == 0 ? zeros([0], ScalarType.Int64, boxes.device) : TensorMemory.Scoped(() =>
        {
            // Each label's boxes are moved to a place of their own, where they meet no others.
            var single = boxes.to_type(ScalarType.Float32);
            var moves = labels.to_type(ScalarType.Int64).to(single) * (single.max() + 1);
            return NonMaxSuppression(single + moves.unsqueeze(1), scores, nmsThresh, maxProposals, boxOverlapMetric);
        });
}
