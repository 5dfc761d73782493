using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Adds a click where a network was wrong, as a user would: into what it missed, or, where it wrongly found more than that, beside the object.
/// Source: Sakinis et al., "Interactive segmentation of medical images through fully convolutional neural networks" (2019).
/// </summary>
/// <param name="Guidance">Key of the clicks so far, two lists of points: into the object, and beside it; becomes JSON text.</param>
/// <param name="Discrepancy">Key of what was wrong, see <see cref="FindDiscrepancyRegions"/>.</param>
/// <param name="Probability">Key of the probability that there is a click at all.</param>
public sealed record AddRandomGuidance(string Guidance = "guidance", string Discrepancy = "discrepancy", string Probability = "probability")
    : SampleTransform(Guidance)
{
    /// <inheritdoc/>
    public override Generators CreateGenerators(Func<RandomState> source) => new(source());

    private protected override Sample Apply(Sample sample, Call call)
    {
        var random = (call.Random ?? Generators.Unseeded(this)!).Own;
        var probability = At(Probability, () => Check.Probability(Clicks.Number(sample[Probability])));
        var isClicked = random.Choice([probability, 1 - probability]) == 0;
        var lists = At(Guidance, () => Clicks.Read(sample[Guidance]).Select(list => Clicks.Points(list).Select(point => Array.ConvertAll(point, at => (long)at)).ToList()).ToList());
        if (lists.Count < 2)
        {
            throw new ArgumentException($"'{Guidance}' has {lists.Count} lists of clicks; two are expected, clicks into the object and beside it.");
        }
        if (isClicked && At(Discrepancy, () => Click(sample, random)) is var (point, isInside) && point is not null)
        {
            lists[isInside ? 0 : 1].Add(point);
            lists[isInside ? 1 : 0].Add(SeedPoints.Nowhere(point.Length));
        }
        return sample.With(Guidance, Clicks.Json(lists));
    }

    private (long[]? Point, bool IsInside) Click(Sample sample, RandomState random)
    {
        using var scope = NewDisposeScope();
        var (missed, wrong) = Discrepancies.Read(sample[Discrepancy]);
        var isInside = Sum(missed) >= Sum(wrong);
        return (SeedPoints.Draw(random, isInside ? missed : wrong), isInside);
    }

    private static double Sum(Tensor region) => region.sum(ScalarType.Float64).item<double>();
}
