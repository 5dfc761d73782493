using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Labels of 0 and 1 in the order of their predictions, in groups of equal predictions.</summary>
internal sealed class Ranking
{
    private readonly double[] predictions;
    private readonly double[] labels;

    /// <summary>Sorts labels.</summary>
    /// <param name="yPred">Predictions [N].</param>
    /// <param name="y">Labels [N].</param>
    public Ranking(Tensor yPred, Tensor y)
    {
        (predictions, labels) = (Numbers(yPred), Numbers(y));
        Array.Sort(predictions, labels);
    }

    /// <summary>Number of predictions.</summary>
    public int Count => labels.Length;

    /// <summary>Sum of the labels.</summary>
    public double Positives => labels.Sum();

    /// <summary>Whether there are labels 0 and labels 1, and no others; there is nothing to rank else.</summary>
    public bool HasBoth => labels.Contains(0) && labels.Contains(1) && labels.All(label => label is 0 or 1);

    /// <summary>Positives and negatives of each group of equal predictions, smallest predictions first.</summary>
    public IEnumerable<(double Positives, double Negatives)> Groups()
    {
        for (int first = 0, end; first < Count; first = end)
        {
            end = first + 1;
            while (end < Count && predictions[end] == predictions[first])
            {
                end++;
            }
            var positives = labels[first..end].Sum();
            yield return (positives, end - first - positives);
        }
    }

    private static double[] Numbers(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().cpu().to_type(ScalarType.Float64).contiguous().AsSpan<double>().ToArray();
    }
}
