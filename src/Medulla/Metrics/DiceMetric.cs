using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>The Dice coefficient 2 |P and G| / (|P| + |G|) of binary masks, for each item and class. Source: Dice (1945).</summary>
/// <param name="includeBackground">Whether the first class is scored.</param>
/// <param name="reduction">How scores become fewer.</param>
/// <param name="getNotNans">Whether the number of scores that counted is given too.</param>
/// <param name="ignoreEmpty">Whether a class that the label lacks has no score; otherwise its score is 1 if the prediction lacks it too, else 0.</param>
/// <param name="numClasses">Number of classes, where prediction and label hold class numbers in one channel.</param>
/// <param name="returnWithLabel">Names of the classes; with these and <see cref="MetricReduction.MeanBatch"/>, scores come by name.</param>
public sealed class DiceMetric(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false, bool ignoreEmpty = true,
    int? numClasses = null, ClassNames? returnWithLabel = null) : CumulativeMetric
{
    /// <summary>All scores so far, reduced.</summary>
    /// <param name="reduction">How; as constructed if null.</param>
    /// <returns>The scores; with their number, or by name, if that was asked for at construction.</returns>
    public object Aggregate(MetricReduction? reduction = null)
    {
        var (scores, notNans) = Reduced(reduction ?? Reduction);
        object result = scores;
        if (returnWithLabel is { Wanted: true } && Reduction == MetricReduction.MeanBatch)
        {
            result = Enumerable.Range(0, (int)scores.shape[0]).ToDictionary(
                i => returnWithLabel.Of(i, includeBackground ? 0 : 1), i => (object)Math.Round(scores[i].item<float>(), 4));
        }
        return getNotNans ? (result, notNans) : result;
    }

    /// <summary>How scores become fewer.</summary>
    public MetricReduction Reduction => reduction;

    /// <summary>The mean over classes and items so far; NaN does not count.</summary>
    public double Mean()
    {
        using var scope = NewDisposeScope();
        return Reduced(MetricReduction.Mean).Scores.item<float>();
    }

    /// <summary>The Dice coefficient of each item and class.</summary>
    /// <param name="yPred">Binary masks [B, C, spatial...], or class numbers [B, 1, spatial...].</param>
    /// <param name="y">Label, in either form.</param>
    /// <param name="includeBackground">Whether the first class is scored.</param>
    /// <param name="ignoreEmpty">Whether a class that the label lacks has no score.</param>
    /// <param name="numClasses">Number of classes, where the prediction holds class numbers.</param>
    /// <returns>[B, C], in [0, 1], NaN where there is no score.</returns>
    public static Tensor ComputeDice(Tensor yPred, Tensor y, bool includeBackground = true, bool ignoreEmpty = true, int? numClasses = null)
        => TensorMemory.Scoped(() =>
        {
            var classes = numClasses ?? (int)yPred.shape[1];
            var first = includeBackground || classes == 1 ? 0 : 1;
            if (yPred.shape[0] != y.shape[0] || !yPred.shape.AsSpan(2).SequenceEqual(y.shape.AsSpan(2)) || (y.shape[1] != 1 && y.shape[1] < classes))
            {
                throw new ArgumentException($"DiceMetric: y_pred is [{string.Join(", ", yPred.shape)}] and y [{string.Join(", ", y.shape)}]; batch and spatial sizes must agree, "
                    + $"and channels be 1 or {classes}.");
            }
            var numbers = classes > 1 ? Enumerable.Range(first, classes - first).ToArray() : [1];
            return stack(numbers.Select(c => Score(Mask(yPred, c), Values(y, c), ignoreEmpty)), 1);
        });

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor prediction, Tensor target) => ComputeDice(prediction, target, includeBackground, ignoreEmpty, numClasses);

    /// <summary>[B, N], true where the prediction has class c.</summary>
    private static Tensor Mask(Tensor prediction, int c)
        => (prediction.shape[1] == 1 ? prediction.select(1, 0).eq(c) : prediction.select(1, c).ne(0)).flatten(1);

    /// <summary>[B, N], how much of class c the label has.</summary>
    private static Tensor Values(Tensor label, int c)
        => (label.shape[1] == 1 ? label.select(1, 0).eq(c) : label.select(1, c)).flatten(1).to_type(ScalarType.Float32);

    private static Tensor Score(Tensor predicted, Tensor truth, bool ignoreEmpty)
    {
        // Sums in double: float32 stops counting ones at 16.8 million.
        var size = truth.sum(1, type: ScalarType.Float64);
        var both = size + predicted.sum(1, type: ScalarType.Float64);
        var score = 2 * (truth * predicted).sum(1, type: ScalarType.Float64) / both;
        var empty = ignoreEmpty ? full_like(score, double.NaN) : both.le(0).to_type(ScalarType.Float64);
        return where(size.gt(0), score, empty).to_type(ScalarType.Float32);
    }
}
