using Medulla.Data.Boxes;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Metrics;

/// <summary>Finds out which of the boxes found are true, as COCO does. Lin et al., Microsoft COCO (2014).</summary>
public static class BoxMatching
{
    /// <summary>Matches the boxes found in images with the true ones, class by class.</summary>
    /// <param name="iouFn">Overlap of boxes [D, 2 axes] and [G, 2 axes] as [D, G]; <see cref="BoxMeasures.BoxIou"/> as a rule.</param>
    /// <param name="iouThresholds">What boxes must overlap by, at least.</param>
    /// <param name="predBoxes">Boxes found in each image, [D, 2 axes].</param>
    /// <param name="predClasses">Their classes, [D].</param>
    /// <param name="predScores">Their scores, [D].</param>
    /// <param name="gtBoxes">True boxes of each image, [G, 2 axes].</param>
    /// <param name="gtClasses">Their classes, [G].</param>
    /// <param name="gtIgnore">Whether they do not count, [G]; all do if null.</param>
    /// <param name="maxDetections">How many boxes of a class are looked at in an image, best first.</param>
    /// <returns>For each image, matches by class.</returns>
    /// <exception cref="ArgumentException">Lists have different lengths.</exception>
    [ReferenceName("matching_batch")]
    public static IReadOnlyList<IReadOnlyDictionary<int, BoxMatches>> Match(
        Func<Tensor, Tensor, Tensor> iouFn, Values<double> iouThresholds, IReadOnlyList<Tensor> predBoxes, IReadOnlyList<Tensor> predClasses,
        IReadOnlyList<Tensor> predScores, IReadOnlyList<Tensor> gtBoxes, IReadOnlyList<Tensor> gtClasses, IReadOnlyList<Tensor>? gtIgnore = null, int maxDetections = 100)
    {
        int[] counts = [predBoxes.Count, predClasses.Count, predScores.Count, gtBoxes.Count, gtClasses.Count, gtIgnore?.Count ?? gtClasses.Count];
        if (counts.Distinct().Count() > 1)
        {
            throw new ArgumentException($"matching_batch: boxes, classes and scores, true boxes, their classes and what to ignore are given for {string.Join(", ", counts)} images; each image needs all.");
        }
        return [.. Enumerable.Range(0, predBoxes.Count).Select(image =>
        {
            using var scope = NewDisposeScope();
            var (found, known) = (Numbers(predClasses[image]), Numbers(gtClasses[image]));
            var (scores, ignored) = (Numbers(predScores[image]), gtIgnore is null ? new double[known.Length] : Numbers(gtIgnore[image]));
            return (IReadOnlyDictionary<int, BoxMatches>)found.Concat(known).Distinct().Order().ToDictionary(one => (int)one, one =>
            {
                // Best boxes first; true boxes that do not count last.
                int[] best = [.. Places(found, one).OrderByDescending(i => scores[i]).Take(maxDetections)];
                int[] truths = [.. Places(known, one).OrderBy(i => ignored[i] != 0)];
                var overlaps = best.Length == 0 || truths.Length == 0 ? new double[best.Length, truths.Length]
                    : Table(iouFn(Rows(predBoxes[image], best), Rows(gtBoxes[image], truths)), best.Length, truths.Length);
                return Match(overlaps, [.. best.Select(i => scores[i])], [.. truths.Select(i => ignored[i] != 0)], iouThresholds);
            });
        })];
    }

    private static BoxMatches Match(double[,] overlaps, double[] scores, bool[] ignored, Values<double> thresholds)
    {
        var matches = new BoxMatches(
            new bool[thresholds.Count, scores.Length], new bool[thresholds.Count, ignored.Length], scores, ignored, new bool[thresholds.Count, scores.Length]);
        for (var t = 0; t < thresholds.Count; t++)
        {
            for (var d = 0; d < scores.Length; d++)
            {
                if (Partner(overlaps, matches, t, d, thresholds[t]) is { } truth)
                {
                    matches.Detections[t, d] = matches.Truths[t, truth] = true;
                    matches.IgnoredDetections[t, d] = ignored[truth];
                }
            }
        }
        return matches;
    }

    /// <summary>The true box, not yet taken, that a box overlaps most; one that counts goes before those that do not.</summary>
    private static int? Partner(double[,] overlaps, BoxMatches matches, int threshold, int detection, double least)
    {
        int? partner = null;
        var most = Math.Min(least, 1 - 1e-10);
        for (var truth = 0; truth < matches.IgnoredTruths.Length; truth++)
        {
            if (matches.Truths[threshold, truth])
            {
                continue;
            }
            if (partner is { } counts && !matches.IgnoredTruths[counts] && matches.IgnoredTruths[truth])
            {
                break;
            }
            if (overlaps[detection, truth] >= most)
            {
                (most, partner) = (overlaps[detection, truth], truth);
            }
        }
        return partner;
    }

    private static IEnumerable<int> Places(double[] classes, double one) => Enumerable.Range(0, classes.Length).Where(i => classes[i] == one);

    private static double[] Numbers(Tensor values) => values.numel() == 0 ? [] : values.to_type(ScalarType.Float64).cpu().flatten().contiguous().data<double>().ToArray();

    private static Tensor Rows(Tensor boxes, int[] rows) => boxes.index_select(0, tensor([.. rows.Select(i => (long)i)], device: boxes.device));

    private static double[,] Table(Tensor values, int rows, int columns)
    {
        var (flat, table) = (Numbers(values), new double[rows, columns]);
        Buffer.BlockCopy(flat, 0, table, 0, flat.Length * sizeof(double));
        return table;
    }
}
