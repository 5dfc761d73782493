using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>The Dice coefficient of raw network output, which it first makes into masks.</summary>
/// <param name="includeBackground">Whether the first class is scored; as <paramref name="threshold"/> if null.</param>
/// <param name="threshold">Whether values above 0.5 are in the mask, each channel by itself.</param>
/// <param name="applyArgmax">Whether each voxel has the class of its largest channel; if null, where there is no threshold.</param>
/// <param name="activate">Whether to apply the sigmoid function before the threshold.</param>
/// <param name="getNotNans">Whether the number of scores that counted is given too.</param>
/// <param name="reduction">How scores become fewer.</param>
/// <param name="ignoreEmpty">Whether a class that the label lacks has no score.</param>
/// <param name="numClasses">Number of classes, where the prediction holds class numbers in one channel.</param>
public sealed class DiceHelper(
    bool? includeBackground = null, bool threshold = false, bool? applyArgmax = null, bool activate = false, bool getNotNans = true,
    MetricReduction reduction = MetricReduction.MeanBatch, bool ignoreEmpty = true, int? numClasses = null)
{
    /// <summary>Scores a batch.</summary>
    /// <param name="yPred">Network output, [B, C, spatial...], or class numbers [B, 1, spatial...].</param>
    /// <param name="y">Label, [B, C, spatial...] or [B, 1, spatial...].</param>
    /// <returns>The reduced scores; with their number if that was asked for at construction.</returns>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public object Call(Tensor yPred, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var classes = numClasses ?? (int)yPred.shape[1];
        var scores = DiceMetric.ComputeDice(Discrete(yPred, classes), y, includeBackground ?? threshold, ignoreEmpty, classes);
        var (reduced, notNans) = MetricReductions.Reduce(scores, reduction);
        reduced.MoveToOuterDisposeScope();
        return getNotNans ? (reduced, notNans.MoveToOuterDisposeScope()) : reduced;
    }

    private Tensor Discrete(Tensor prediction, int classes) => TensorMemory.Scoped(() =>
    {
        if (numClasses > 1 && prediction.shape[1] == 1)
        {
            return prediction.alias();   // class numbers already
        }
        if ((applyArgmax ?? !threshold) && classes > 1)
        {
            return prediction.argmax(1, keepdim: true);
        }
        return threshold ? (activate ? prediction.sigmoid() : prediction).gt(0.5) : prediction.alias();
    });
}
