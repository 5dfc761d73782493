using Medulla.Losses;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Dice score of all classes at once, in which rare classes weigh as much as frequent ones. Sudre et al., Generalised Dice overlap as a deep
/// learning loss function for highly unbalanced segmentations (2017). Prediction and label are one-hot, [B, C, spatial...].
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="reduction">How scores are put together. By image or over all, classes are summed up within the quotient; by class, or not at all, each has its own.</param>
/// <param name="weightType">How the weight of a class follows from its volume in the label.</param>
public sealed class GeneralizedDiceScore(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, ClassVolumeWeight weightType = ClassVolumeWeight.Square)
    : CumulativeMetric(reduction)
{
    /// <summary>Generalized Dice scores of a batch.</summary>
    /// <param name="yPred">Segmentation, one-hot [B, C, spatial...].</param>
    /// <param name="y">Label, likewise.</param>
    /// <param name="includeBackground">Whether class 0 is scored; a single class always is.</param>
    /// <param name="weightType">How the weight of a class follows from its volume in the label.</param>
    /// <param name="sumOverClasses">Whether classes are summed up within the quotient.</param>
    /// <returns>[B, 1] if classes are summed up, else [B, C]; 1 where prediction and label are empty.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or values are NaN or indices of classes.</exception>
    public static Tensor ComputeGeneralizedDice(
        Tensor yPred, Tensor y, bool includeBackground = true, ClassVolumeWeight weightType = ClassVolumeWeight.Square, bool sumOverClasses = false)
    {
        MetricInput.RequireOneHot("generalized Dice", yPred, y, 3);
        using var scope = NewDisposeScope();
        (yPred, y) = Background.Scored(MetricInput.Summable(yPred), MetricInput.Summable(y), includeBackground);
        var space = Enumerable.Range(2, (int)y.Dimensions - 2).Select(axis => (long)axis).ToArray();
        var (labelled, predicted) = (y.sum(space), yPred.sum(space));
        var weights = Weights(labelled.to_type(ScalarType.Float32), weightType);
        var numerator = 2 * ((y * yPred).sum(space) * weights);
        var denominator = (labelled + predicted) * weights;
        if (sumOverClasses)
        {
            (numerator, denominator, predicted) = (numerator.sum([1], keepdim: true), denominator.sum([1], keepdim: true), predicted.sum([1], keepdim: true));
        }
        var scores = numerator / denominator;
        return where(denominator == 0, (predicted == 0).to(scores.dtype), scores).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y)
        => ComputeGeneralizedDice(yPred, y, includeBackground, weightType, sumOverClasses: Reduction is not (MetricReduction.None or MetricReduction.MeanBatch or MetricReduction.SumBatch));

    /// <summary>Scores are made for one reduction; as in the reference, another that is asked for later does not count.</summary>
    protected override MetricResult Conclude(Tensor scores, MetricReduction reduction) => base.Conclude(scores, Reduction);

    /// <summary>Weights of classes; those that the label lacks get the largest of their image.</summary>
    private static Tensor Weights(Tensor volume, ClassVolumeWeight type)
    {
        if (type == ClassVolumeWeight.Uniform)
        {
            return ones_like(volume);
        }
        var weights = (type == ClassVolumeWeight.Square ? volume.square() : volume).reciprocal();
        var isEmpty = weights.isinf();
        return where(isEmpty, weights.masked_fill(isEmpty, 0).amax([1], keepdim: true), weights);
    }
}
