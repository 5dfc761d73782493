using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Adds clicks where a network was wrong, as a user would: for each class one into what it missed, and one into each class of which it wrongly
/// took more than 50 voxels. Then classes are taken in random order until a random number of clicks (1 to 10) is reached; the others lose theirs.
/// Source: Diaz-Pinto et al., "MONAI Label: A framework for AI-assisted Interactive Labeling of 3D Medical Images" (2022).
/// </summary>
/// <param name="Keys">Not looked at: "label" and "label_names" of the sample are used.</param>
/// <param name="Guidance">Key of the clicks so far, a dictionary of lists of points by class.</param>
/// <param name="Discrepancy">Key of what was wrong, see <see cref="FindDiscrepancyRegionsDeepEdit"/>.</param>
/// <param name="Probability">Key of the probability that there are clicks at all.</param>
/// <param name="AllowMissingKeys">Not looked at.</param>
public sealed record AddRandomGuidanceDeepEdit(
    Values<string> Keys, string Guidance = "guidance", string Discrepancy = "discrepancy", string Probability = "probability", bool AllowMissingKeys = false)
    : SampleTransform(Keys, AllowMissingKeys)
{
    private const int LeastWrong = 50, MostClicks = 10;

    /// <inheritdoc/>
    public override Generators CreateGenerators(Func<RandomState> source) => SideDraws.Beside(source);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var random = call.Random ?? Generators.Unseeded(this)!;
        var probability = At(Probability, () => Check.Probability(Clicks.Number(sample[Probability])));
        if (random.Own.Choice([probability, 1 - probability]) != 0)
        {
            return sample;
        }
        using var scope = NewDisposeScope();
        var classes = At(SampleClasses.Key, () => SampleClasses.Of(sample));
        var clicks = At(Guidance, () => classes.ToDictionary(one => one.Name, one => Given(sample, one.Name)));
        At(Discrepancy, () => Add(sample, classes, clicks, random.Own));
        Limit([.. classes.Select(one => one.Name)], clicks, random.Inner);
        return sample.With(Guidance, clicks.ToDictionary(pair => pair.Key, pair => (object?)pair.Value));
    }

    /// <summary>The clicks of a class so far, without those that are none.</summary>
    private List<object?> Given(Sample sample, string name)
        => [.. Clicks.Points(SampleClasses.Find(sample, Guidance, name) ?? throw new ArgumentException($"there are no clicks of '{name}'; an empty list is expected where a class has none."))
            .Where(point => !point.Contains(-1)).Select(point => Clicks.Item(point.Select(at => (long)at)))];

    private int Add(Sample sample, IReadOnlyList<(string Name, double Value)> classes, Dictionary<string, List<object?>> clicks, RandomState random)
    {
        var label = sample.Image("label").Data;
        var regions = classes.ToDictionary(one => one.Name, one => SampleClasses.Mask(label, one.Name, one.Value));
        var before = clicks.Values.Sum(points => points.Count);
        foreach (var (name, _) in classes)
        {
            var (missed, wrong) = Discrepancies.Read(SampleClasses.Find(sample, Discrepancy, name));
            Click(name, missed);
            var taken = classes.ToDictionary(one => one.Name, one => wrong * regions[one.Name].to(wrong.device));
            foreach (var other in classes.Where(one => taken[one.Name].sum().to_type(ScalarType.Float64).item<double>() > LeastWrong))
            {
                Click(other.Name, taken[other.Name]);
            }
        }
        return clicks.Values.Sum(points => points.Count) - before;

        void Click(string name, Tensor region)
        {
            if (SeedPoints.Draw(random, region) is { } point)
            {
                clicks[name].Add(Clicks.Item(point));
            }
        }
    }

    private static void Limit(string[] names, Dictionary<string, List<object?>> clicks, RandomState random)
    {
        var (most, count) = (random.RandInt(1, MostClicks + 1), 0);
        HashSet<string> kept = [];
        while (kept.Count < names.Length)
        {
            var name = names[random.Choice(names.Length)];
            if (kept.Add(name) && (count += clicks[name].Count) >= most)
            {
                foreach (var other in names.Where(other => !kept.Contains(other)))
                {
                    clicks[other] = [];
                }
                return;
            }
        }
    }
}
