using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// Dice score of each class, twice the intersection over the sum of both sizes: 1 where prediction and label agree, 0 where they do
/// not meet. Both are segmentations: one-hot [B, C, spatial...] or class indices [B, 1, spatial...].
/// </summary>
/// <param name="includeBackground">Whether class 0 is scored.</param>
/// <param name="reduction">How scores are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of scores.</param>
/// <param name="ignoreEmpty">Whether classes that the label lacks have no score (NaN); else it is 1 where the prediction lacks them too, and 0 where not.</param>
/// <param name="numClasses">Number of classes, background included; needed where both hold class indices. The prediction's channels if null.</param>
/// <param name="returnWithLabel">Names of the classes, or true to number them: <see cref="MetricResult.ByLabel"/> then has the result, where the reduction is by class.</param>
public sealed class DiceMetric(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, bool ignoreEmpty = true,
    int? numClasses = null, ClassNames? returnWithLabel = null) : CumulativeMetric(reduction, getNotNans)
{
    /// <summary>Dice scores of a batch.</summary>
    /// <param name="yPred">Segmentation, one-hot [B, C, spatial...] or class indices [B, 1, spatial...].</param>
    /// <param name="y">Label, likewise; one-hot labels may be soft.</param>
    /// <param name="includeBackground">Whether class 0 is scored.</param>
    /// <param name="ignoreEmpty">Whether classes that the label lacks have no score (NaN).</param>
    /// <param name="numClasses">Number of classes, background included; the prediction's channels if null.</param>
    /// <returns>[B, C], without the background's column if it is not scored.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other or the number of classes.</exception>
    public static Tensor ComputeDice(Tensor yPred, Tensor y, bool includeBackground = true, bool ignoreEmpty = true, int? numClasses = null)
    {
        using var scope = NewDisposeScope();
        var (predicted, labelled) = (yPred.shape, y.shape);
        var classes = numClasses ?? (int)predicted[1];
        CheckShapes(predicted, labelled, classes);
        // A single channel without number of classes holds the foreground.
        var scored = classes == 1 ? [1] : Enumerable.Range(includeBackground ? 0 : 1, includeBackground ? classes : classes - 1);
        var scores = scored.Select(c => OfClass(
            predicted[1] == 1 ? yPred.select(1, 0) == c : yPred.select(1, c).to_type(ScalarType.Bool),
            labelled[1] == 1 ? y.select(1, 0) == c : y.select(1, c),
            ignoreEmpty));
        return stack(scores, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y)
        => yPred.Dimensions >= 3 ? ComputeDice(yPred, y, includeBackground, ignoreEmpty, numClasses)
            : throw new ArgumentException($"DiceMetric: the prediction is [{string.Join(", ", yPred.shape)}]; [B, C] and spatial axes are expected.");

    /// <inheritdoc/>
    protected override MetricResult Present(MetricResult result)
        => returnWithLabel is not { Wanted: true } || Reduction != MetricReduction.MeanBatch ? result : result with
        {
            ByLabel = result.Value.data<float>().Select((score, i) => (Name: returnWithLabel.Of(i, includeBackground ? 0 : 1), score))
                .ToDictionary(pair => pair.Name, pair => Math.Round(pair.score, 4)),
        };

    /// <summary>Scores of one class, [B].</summary>
    private static Tensor OfClass(Tensor predicted, Tensor label, bool ignoreEmpty)
    {
        using var scope = NewDisposeScope();
        long[] space = [.. Enumerable.Range(1, (int)label.Dimensions - 1).Select(axis => (long)axis)];
        // Half precision ends at 65504, which the sum over a small volume exceeds.
        label = label.is_floating_point() && label.element_size() < sizeof(float) ? label.to_type(ScalarType.Float32) : label;
        var labelSize = label.sum(space);
        var sizes = labelSize + predicted.sum(space);
        var dice = 2.0 * label.masked_fill(predicted.logical_not(), 0).sum(space) / sizes;
        var ifEmpty = ignoreEmpty ? full_like(dice, double.NaN) : (sizes <= 0).to_type(dice.dtype);
        return where(labelSize > 0, dice, ifEmpty).MoveToOuterDisposeScope();
    }

    private static void CheckShapes(long[] predicted, long[] labelled, int classes)
    {
        var fits = predicted.Length == labelled.Length && predicted[0] == labelled[0] && predicted.AsSpan(2).SequenceEqual(labelled.AsSpan(2))
            && (predicted[1] == 1 || predicted[1] == classes) && (labelled[1] == 1 || labelled[1] == classes);
        if (!fits)
        {
            throw new ArgumentException($"Dice: the prediction is [{string.Join(", ", predicted)}] and the label [{string.Join(", ", labelled)}], of {classes} classes; "
                + "each must have a channel for each class, or one of class indices, and the same batch and space.");
        }
    }
}
