namespace Medulla.Detection.Metrics;

/// <summary>Precision and recall of one class at several thresholds of overlap; -1 where there is nothing to find.</summary>
/// <param name="Precision">For each threshold, the precision at each of a list of recalls; 0 beyond the recall that is reached.</param>
/// <param name="Recall">For each threshold, the recall that is reached.</param>
internal sealed record PrecisionRecall(double[][] Precision, double[] Recall)
{
    /// <summary>The curves of the boxes found in all images together.</summary>
    /// <param name="images">Matches of each image that has the class.</param>
    /// <param name="limit">How many boxes of an image are looked at.</param>
    /// <param name="thresholds">Number of thresholds.</param>
    /// <param name="recalls">Where to tell the precision.</param>
    /// <exception cref="ArgumentException">Boxes were matched at another number of thresholds.</exception>
    public static PrecisionRecall Of(IReadOnlyList<BoxMatches> images, int limit, int thresholds, double[] recalls)
    {
        if (images.FirstOrDefault(image => image.Detections.GetLength(0) != thresholds) is { } wrong)
        {
            throw new ArgumentException($"COCOMetric: boxes were matched at {wrong.Detections.GetLength(0)} thresholds of overlap; {thresholds} are expected, see GetIouThresholds.");
        }
        var truths = images.Sum(image => image.IgnoredTruths.Count(isIgnored => !isIgnored));
        if (truths == 0)
        {
            return new([.. Enumerable.Range(0, thresholds).Select(_ => Enumerable.Repeat(-1.0, recalls.Length).ToArray())], [.. Enumerable.Repeat(-1.0, thresholds)]);
        }
        var found = images.SelectMany(image => image.Scores.Take(limit).Select((score, i) => (image, score, i))).OrderByDescending(one => one.score).ToList();
        var curves = Enumerable.Range(0, thresholds)
            .Select(t => Curve([.. found.Where(one => !one.image.IgnoredDetections[t, one.i]).Select(one => one.image.Detections[t, one.i])], truths, recalls)).ToList();
        return new([.. curves.Select(curve => curve.Precision)], [.. curves.Select(curve => curve.Recall)]);
    }

    /// <summary>The curve of boxes that are true or not, best first: at each recall the best precision that goes with it or a higher one.</summary>
    private static (double[] Precision, double Recall) Curve(bool[] isTrue, int truths, double[] recalls)
    {
        var (precision, recall) = (new double[isTrue.Length], new double[isTrue.Length]);
        for (var (i, hits) = (0, 0); i < isTrue.Length; i++)
        {
            hits += isTrue[i] ? 1 : 0;
            (precision[i], recall[i]) = (hits / (i + 1.0), (float)hits / truths);
        }
        for (var i = isTrue.Length - 1; i > 0; i--)
        {
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        }
        return ([.. recalls.Select(least => Array.FindIndex(recall, reached => reached >= least) is var at and >= 0 ? precision[at] : 0)], isTrue.Length > 0 ? recall[^1] : 0);
    }
}
