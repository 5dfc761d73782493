using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Dice scores of one batch, from network output or segmentations. <see cref="DiceMetric"/> is the one to collect scores with. Dice,
/// Measures of the Amount of Ecologic Association Between Species (1945).
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored; if null, it is where the prediction is thresholded.</param>
/// <param name="threshold">Whether the prediction is segmented by a threshold of 0.5, each channel for itself.</param>
/// <param name="applyArgmax">Whether the prediction is segmented by its largest channel; if null, it is unless it is thresholded.</param>
/// <param name="activate">Whether a sigmoid goes before the threshold.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="ignoreEmpty">Whether classes that the label lacks have no score (NaN); else it is 1 where the prediction lacks them too, and 0 where not.</param>
/// <param name="numClasses">Number of classes, background included; needed where prediction and label hold class indices. The prediction's channels if null.</param>
public sealed class DiceHelper(
    bool? includeBackground = null, [ReferenceName("threshold", "sigmoid")] bool threshold = false,
    [ReferenceName("apply_argmax", "softmax")] bool? applyArgmax = null, bool activate = false, bool getNotNans = true,
    MetricReduction reduction = MetricReduction.MeanBatch, bool ignoreEmpty = true, int? numClasses = null)
{
    /// <summary>Scores a batch.</summary>
    /// <param name="yPred">Network output or segmentation, [B, C, spatial...] or class indices [B, 1, spatial...].</param>
    /// <param name="y">Labels, one-hot or class indices likewise.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public MetricResult Call(Tensor yPred, Tensor y)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var scores = DiceMetric.ComputeDice(Segment(yPred), y, includeBackground ?? threshold, ignoreEmpty, numClasses ?? (int)yPred.shape[1]);
        var (value, counts) = MetricReductions.Reduce(scores, reduction);
        return new(value.MoveToOuterDisposeScope(), counts.MoveToOuterDisposeScope(), getNotNans);
    }

    private Tensor Segment(Tensor yPred)
    {
        var classes = numClasses ?? yPred.shape[1];
        var isLabelMap = numClasses > 1 && yPred.shape[1] == 1;
        return isLabelMap ? yPred
            : (applyArgmax ?? !threshold) && classes > 1 ? yPred.argmax(1, keepdim: true)
            : threshold ? (activate ? yPred.sigmoid() : yPred) > 0.5
            : yPred;
    }
}
