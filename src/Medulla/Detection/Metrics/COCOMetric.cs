using System.Globalization;
using Medulla.Imaging;

namespace Medulla.Detection.Metrics;

/// <summary>
/// Average precision and recall of boxes found, at several thresholds of overlap and numbers of boxes. Lin et al., Microsoft COCO
/// (2014).
/// </summary>
/// <param name="classes">Names of the classes.</param>
/// <param name="iouList">Thresholds of overlap that are told of each by itself; 0.1, 0.5 and 0.75 if null.</param>
/// <param name="iouRange">First, last and step of the thresholds that means are taken over; 0.1, 0.5 and 0.05 if null.</param>
/// <param name="maxDetection">How many boxes of a class are looked at in an image; 1, 5 and 100 if null.</param>
/// <param name="perClass">Whether each class is told of as well.</param>
/// <param name="verbose">Accepted for configurations' sake; nothing is printed.</param>
/// <exception cref="ArgumentException">There are no classes or numbers of boxes, or the range does not have three numbers with a positive step.</exception>
public sealed class COCOMetric(
    Values<string> classes, Values<double>? iouList = null, Values<double>? iouRange = null, Values<int>? maxDetection = null, bool perClass = true, bool verbose = true)
{
    private const int RecallSteps = 100;
    private static readonly double[] Recalls = Linear(0, 1, RecallSteps);
    private readonly Values<string> classes = classes.Count > 0 ? classes : throw new ArgumentException("COCOMetric: there are no classes.", nameof(classes));
    private readonly Values<double> list = iouList ?? [0.1, 0.5, 0.75];
    private readonly Values<double> range = (iouRange ?? [0.1, 0.5, 0.05]) is [_, _, > 0] given ? given
        : throw new ArgumentException($"COCOMetric: iouRange is {iouRange}; first and last threshold and a step above 0 are expected.", nameof(iouRange));

    private readonly Values<int> limits = (maxDetection ?? [1, 5, 100]) is { Count: > 0 } some ? some
        : throw new ArgumentException("COCOMetric: maxDetection is empty; at least one number of boxes is expected.", nameof(maxDetection));

    /// <summary>Whether it was asked to print what it does.</summary>
    public bool Verbose => verbose;

    private double[] Range => Linear(range[0], range[1], (int)Math.Round((range[1] - range[0]) / range[2]));

    /// <summary>All thresholds of overlap; boxes are to be matched at these.</summary>
    public IReadOnlyList<double> GetIouThresholds() => [.. list.Concat(Range).Distinct().Order()];

    /// <summary>The scores of all images.</summary>
    /// <param name="resultsList">Of each image, matches by class; see <see cref="BoxMatching"/>.</param>
    /// <returns>Scores by name, such as "AP_IoU_0.50_MaxDet_100"; -1 where there is nothing to find.</returns>
    /// <exception cref="ArgumentException">Boxes were matched at other thresholds.</exception>
    public CocoScores call(IReadOnlyList<IReadOnlyDictionary<int, BoxMatches>> resultsList)
    {
        var thresholds = GetIouThresholds().ToList();
        var curves = classes.SelectMany((_, one) => limits.Select(limit => PrecisionRecall.Of(
            [.. resultsList.Where(image => image.ContainsKey(one)).Select(image => image[one])], limit, thresholds.Count, Recalls))).ToArray();
        PrecisionRecall Curve(int one, int limit) => curves[one * limits.Count + limit];
        int[] inRange = [.. Range.Select(at => thresholds.IndexOf(at))], all = [.. Enumerable.Range(0, thresholds.Count)], every = [.. Enumerable.Range(0, classes.Count)];
        OrderedDictionary<string, double> scores = [];

        Add("mAP", RangeName, inRange, limits.Count - 1, Precision);
        foreach (var at in list)
        {
            Add("AP", Text(at), [thresholds.IndexOf(at)], limits.Count - 1, Precision);
        }
        for (var limit = 0; limit < limits.Count; limit++)
        {
            Add("mAR", RangeName, all, limit, Recall);
        }
        foreach (var at in list)
        {
            Add("AR", Text(at), [thresholds.IndexOf(at)], limits.Count - 1, Recall);
        }
        return new(scores);

        void Add(string kind, string overlap, int[] at, int limit, Func<int[], int[], int, double> score)
        {
            var name = $"{kind}_IoU_{overlap}_MaxDet_{limits[limit]}";
            scores[name] = score(at, every, limit);
            foreach (var one in perClass ? every : [])
            {
                scores[$"{classes[one]}_{name}"] = score(at, [one], limit);
            }
        }

        double Precision(int[] at, int[] of, int limit) => of.SelectMany(one => at.SelectMany(t => Curve(one, limit).Precision[t])).Average();

        double Recall(int[] at, int[] of, int limit)
            => of.SelectMany(one => at.Select(t => Curve(one, limit).Recall[t])).Where(recall => recall > -1).DefaultIfEmpty(-1).Average();
    }

    /// <inheritdoc cref="call"/>
    public CocoScores Compute(IReadOnlyList<IReadOnlyDictionary<int, BoxMatches>> resultsList) => call(resultsList);

    private string RangeName => string.Join("_", range.Select(Text));

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>So many equal steps from first to last, both of them included.</summary>
    private static double[] Linear(double first, double last, int steps)
        => steps == 0 ? [first] : [.. Enumerable.Range(0, steps).Select(i => first + i * ((last - first) / steps)), last];
}
