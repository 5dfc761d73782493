using Medulla.Data.Boxes;
using Medulla.Detection.Metrics;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection.Metrics;

public class CocoTests
{
    private static readonly COCOMetric Metric = new(["nodule", "cyst"], [0.5], [0.5, 0.5, 0.1], [1, 10]);
    private static readonly Tensor Truth = tensor(new float[,] { { 0, 0, 10, 10 }, { 20, 20, 30, 30 } });

    private static IReadOnlyDictionary<string, double> Score(Tensor found, long[] classes, double[] scores, long[]? truth = null, bool[]? ignore = null)
        => Metric.call(BoxMatching.Match(
            BoxMeasures.BoxIou, [.. Metric.GetIouThresholds()], [found], [tensor(classes)], [tensor(scores)], [Truth], [tensor(truth ?? [0, 0])],
            ignore is null ? null : [tensor(ignore)])).Scores;

    [Fact]
    public void TrueBoxes_ScoreOne()
    {
        var scores = Score(Truth, [0, 0], [0.9, 0.8]);
        Assert.Equal(1, scores["nodule_AP_IoU_0.50_MaxDet_10"], 1e-9);
        Assert.Equal(1, scores["nodule_mAR_IoU_0.50_0.50_0.10_MaxDet_10"], 1e-6);
        Assert.Equal(0.5, scores["nodule_mAR_IoU_0.50_0.50_0.10_MaxDet_1"], 1e-6);
        // There is nothing to find of the other class.
        Assert.Equal(-1, scores["cyst_AR_IoU_0.50_MaxDet_10"]);
        Assert.Equal(1, scores["AR_IoU_0.50_MaxDet_10"], 1e-6);
    }

    [Fact]
    public void AWrongBoxBeforeTheTrueOnes_CostsPrecision()
    {
        var found = cat([tensor(new float[,] { { 50, 50, 60, 60 } }), Truth]);
        // Precision is 1/2 with the first true box and 2/3 with both, which then holds for all lower recalls.
        Assert.Equal(2 / 3.0, Score(found, [0, 0, 0], [0.9, 0.8, 0.7])["nodule_AP_IoU_0.50_MaxDet_10"], 1e-9);
        // Behind them it costs nothing.
        Assert.Equal(1, Score(found, [0, 0, 0], [0.1, 0.8, 0.7])["nodule_AP_IoU_0.50_MaxDet_10"], 1e-9);
    }

    [Fact]
    public void HalfFound_ScoresForHalfOfTheRecalls()
        // Precision is 1 at the recalls 0, 0.01, ..., 0.5, 51 of 101.
        => Assert.Equal(51 / 101.0, Score(Truth.narrow(0, 0, 1), [0], [0.9])["nodule_AP_IoU_0.50_MaxDet_10"], 1e-9);

    [Fact]
    public void ASecondBoxOnTheSame_IsWrong()
        => Assert.Equal(0.5, Score(cat([Truth.narrow(0, 0, 1), Truth]), [0, 0, 0], [0.9, 0.8, 0.7])["nodule_mAR_IoU_0.50_0.50_0.10_MaxDet_1"], 1e-6);

    [Fact]
    public void BoxesThatDoNotCount_CostNothing()
    {
        var scores = Score(Truth, [0, 0], [0.9, 0.8], ignore: [true, false]);
        Assert.Equal(1, scores["nodule_AP_IoU_0.50_MaxDet_10"], 1e-9);
        Assert.Equal(1, scores["nodule_AR_IoU_0.50_MaxDet_10"], 1e-6);
    }

    [Fact]
    public void OtherClass_IsNotFound()
    {
        var scores = Score(Truth, [1, 1], [0.9, 0.8]);
        Assert.Equal((0.0, -1.0), (scores["nodule_AP_IoU_0.50_MaxDet_10"], scores["cyst_AP_IoU_0.50_MaxDet_10"]));
    }

    [Fact]
    public void Matches_TellBoxByBox()
    {
        var matches = BoxMatching.Match(
            BoxMeasures.BoxIou, [0.3, 0.7], [tensor(new float[,] { { 0, 0, 10, 5 }, { 0, 0, 10, 9 } })], [tensor([0L, 0])], [tensor([0.9, 0.5])], [Truth], [tensor([0L, 0])])[0][0];
        // At 0.3 the better box takes the truth; at 0.7 only the other one overlaps enough.
        Assert.Equal(new[,] { { true, false }, { false, true } }, matches.Detections);
        Assert.Equal(new[,] { { true, false }, { true, false } }, matches.Truths);
        BoxMatches copy = (Dictionary<string, Tensor>)matches.ReferenceForm;
        Assert.Equal(matches.Detections, copy.Detections);
        Assert.Equal(matches.Scores, copy.Scores);
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => new COCOMetric([]));
        Assert.Throws<ArgumentException>(() => new COCOMetric(["a"], iouRange: [0.1, 0.5, 0]));
        Assert.Throws<ArgumentException>(() => new COCOMetric(["a"], maxDetection: []));
        Assert.Contains("2 thresholds", Assert.Throws<ArgumentException>(() => Metric.call(BoxMatching.Match(
            BoxMeasures.BoxIou, [0.1, 0.2], [Truth], [tensor([0L, 0])], [tensor([0.9, 0.8])], [Truth], [tensor([0L, 0])]))).Message);
        Assert.Contains("each image needs all", Assert.Throws<ArgumentException>(() => BoxMatching.Match(
            BoxMeasures.BoxIou, [0.1], [Truth], [], [tensor([0.9])], [Truth], [tensor([0L, 0])])).Message);
        Assert.Contains("dtMatches", Assert.Throws<ArgumentException>(() => (BoxMatches)new Dictionary<string, Tensor> { ["a"] = zeros(1) }).Message);
    }
}
