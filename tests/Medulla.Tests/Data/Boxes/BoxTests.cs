using Medulla.Data.Boxes;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Data.Boxes;

public class BoxTests
{
    private static readonly string[] Modes = ["xyzxyz", "xxyyzz", "xyxyzz", "xyzwhd", "cccwhd", "xyxy", "xxyy", "xywh", "ccwh"];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var a in Modes)
            {
                foreach (var b in Modes.Where(b => b.Length == a.Length))
                {
                    data.Add(a, b);
                }
            }
            return data;
        }
    }

    private static Tensor Some(int axes) => axes == 2 ? tensor(new float[,] { { 1, 2, 4, 8 }, { 0, 0, 1, 3 } }) : tensor(new float[,] { { 1, 2, 3, 4, 8, 5 }, { 0, 0, 2, 1, 3, 3 } });

    private static float[] Numbers(Tensor t) => t.to_type(ScalarType.Float32).contiguous().data<float>().ToArray();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Modes_LeadToEachOtherAndBack(string from, string to)
    {
        var boxes = Some(from.Length / 2);
        var there = BoxConversion.ConvertBoxMode(BoxConversion.ConvertBoxMode(boxes, null, from), from, to);
        Assert.Equal(Numbers(boxes), Numbers(BoxConversion.ConvertBoxToStandardMode(there, to)));
    }

    [Fact]
    public void Numbers_MeanWhatTheModeSays()
    {
        var box = Some(3).narrow(0, 0, 1);
        Assert.Equal([1, 4, 2, 8, 3, 5], Numbers(BoxConversion.ConvertBoxMode(box, null, "xxyyzz")));
        Assert.Equal([1, 2, 4, 8, 3, 5], Numbers(BoxConversion.ConvertBoxMode(box, null, typeof(CornerCornerModeTypeC))));
        Assert.Equal([1, 2, 3, 3, 6, 2], Numbers(BoxConversion.ConvertBoxMode(box, null, new CornerSizeMode())));
        Assert.Equal([2.5f, 5, 4, 3, 6, 2], Numbers(BoxConversion.ConvertBoxMode(box, null, "cccwhd")));
    }

    [Fact]
    public void NegativeSize_CountsAsNone()
        => Assert.Equal([1, 2, 1, 5], Numbers(BoxConversion.ConvertBoxToStandardMode(tensor(new float[,] { { 1, 2, -4, 3 } }), "xywh")));

    [Fact]
    public void UnknownModes_AreRejected_WithThoseThereAre()
    {
        Assert.Contains("cccwhd", Assert.Throws<ArgumentException>(() => (BoxMode)"xyz").Message);
        Assert.Contains("String", Assert.Throws<ArgumentException>(() => (BoxMode)typeof(string)).Message);
        Assert.Throws<ArgumentException>(() => new CornerSizeMode().GetName(4));
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>(() => BoxMeasures.BoxArea(zeros(2, 5))).Message);
        Assert.Throws<ArgumentException>(() => new CenterSizeMode().CornersToBoxes([zeros(1, 1), zeros(1, 1)]));
    }

    [Fact]
    public void Points_AndBack()
    {
        foreach (var axes in (int[])[2, 3])
        {
            var boxes = new MetaTensor(Some(axes));
            var points = new ConvertBoxToPoints().Apply(boxes);
            Assert.Equal([2, 1 << axes, axes], points.Data.shape);
            Assert.Equal(Numbers(boxes.Data), Numbers(new ConvertPointsToBoxes().Apply(points).Data));
        }
        Assert.Equal([1, 2, 4, 2, 4, 8, 1, 8], Numbers(BoxConversion.ConvertBoxToPoints(Some(2).narrow(0, 0, 1))));
        Assert.Throws<ArgumentException>(() => BoxConversion.ConvertPointsToBox(zeros(4, 3)));
    }

    [Fact]
    public void KeyedConversions_LeaveTheirInput()
    {
        var sample = new Sample { ["box"] = new MetaTensor(Some(3)) };
        var points = new ConvertBoxToPoints.Keyed("box").Apply(sample);
        Assert.Equal([2, 6], points.Image("box").Data.shape);
        Assert.Equal([2, 8, 3], points.Image("points").Data.shape);
        Assert.Equal(Numbers(Some(3)), Numbers(new ConvertPointsToBoxes.Keyed("points", "again").Apply(points).Image("again").Data));
    }

    [Fact]
    public void Overlap_OfOffsetSquares()
    {
        // 2 x 2 squares that share 1 x 1: 1 / 7; the square around both is 3 x 3, of which 2 / 9 belong to neither.
        var (a, b) = (tensor(new float[,] { { 0, 0, 2, 2 } }), tensor(new float[,] { { 1, 1, 3, 3 }, { 4, 4, 6, 6 } }));
        Assert.Equal(1 / 7.0, BoxMeasures.BoxIou(a, b)[0, 0].item<float>(), 1e-6);
        Assert.Equal(0, BoxMeasures.BoxIou(a, b)[0, 1].item<float>());
        Assert.Equal(1 / 7.0 - 2 / 9.0, BoxMeasures.BoxGiou(a, b)[0, 0].item<float>(), 1e-6);
        Assert.Equal(1 / 7.0 - 2 / 9.0, BoxMeasures.BoxPairGiou(a, b.narrow(0, 0, 1))[0].item<float>(), 1e-6);
        Assert.Throws<ArgumentException>(() => BoxMeasures.BoxPairGiou(a, b));
        Assert.Equal([4, 4], Numbers(BoxMeasures.BoxArea(b)));
    }

    [Fact]
    public void NegativeSizes_HaveNoArea()
        => Assert.Contains("negative", Assert.Throws<ArgumentException>(() => BoxMeasures.BoxArea(tensor(new float[,] { { 2, 0, 1, 1 } }))).Message);

    [Fact]
    public void Centers_AndTheirDistances()
    {
        var boxes = tensor(new float[,] { { 0, 0, 2, 2 }, { 3, 4, 5, 6 } });
        Assert.Equal([1, 1, 4, 5], Numbers(BoxMeasures.BoxCenters(boxes)));
        Assert.Equal([0, 5, 5, 0], Numbers(BoxMeasures.BoxesCenterDistance(boxes, boxes).Distances));
        Assert.Equal([true, false], BoxMeasures.CentersInBoxes(tensor(new float[,] { { 1, 1 }, { 5, 5 } }), boxes).data<bool>().ToArray());
    }

    [Fact]
    public void Cropping_MovesAndDropsBoxes()
    {
        var (cropped, keep) = BoxConversion.SpatialCropBoxes(tensor(new float[,] { { 1, 1, 4, 4 }, { 5, 5, 9, 9 } }), [2, 0], [4, 4]);
        Assert.Equal([0, 1, 2, 4], Numbers(cropped));
        Assert.Equal([true, false], keep.data<bool>().ToArray());
        Assert.Equal(2, BoxConversion.ClipBoxesToImage(zeros(2, 4), [4, 4], removeEmpty: false).Boxes.shape[0]);
        Assert.Contains("match", Assert.Throws<ArgumentException>(() => BoxConversion.ClipBoxesToImage(zeros(2, 4), [4, 4, 4])).Message);
    }

    [Fact]
    public void Suppression_KeepsTheBestOfOverlappingBoxes()
    {
        var boxes = tensor(new float[,] { { 0, 0, 4, 4 }, { 0, 0, 4, 5 }, { 10, 10, 12, 12 } });
        var scores = tensor(new float[] { 0.5f, 0.9f, 0.7f });
        Assert.Equal([1, 2], BoxSuppression.NonMaxSuppression(boxes, scores, 0.5).data<long>().ToArray());
        Assert.Equal([1, 2, 0], BoxSuppression.NonMaxSuppression(boxes, scores, 0.95).data<long>().ToArray());
        Assert.Equal([1], BoxSuppression.NonMaxSuppression(boxes, scores, 0.5, maxProposals: 1).data<long>().ToArray());
        Assert.Equal([1, 2, 0], BoxSuppression.BatchedNms(boxes, scores, tensor(new long[] { 0, 1, 1 }), 0.5).data<long>().ToArray());
        Assert.Equal(0, BoxSuppression.NonMaxSuppression(zeros(0, 4), zeros(0), 0.5).numel());
        Assert.Throws<ArgumentException>(() => BoxSuppression.NonMaxSuppression(boxes, zeros(2), 0.5));
    }

    [Fact]
    public void Axes_AreToAgree()
    {
        Assert.Equal(3, BoxChecks.GetSpatialDims(zeros(2, 6), zeros(5, 3), null, [4, 4, 4]));
        Assert.Contains("3, 2", Assert.Throws<ArgumentException>(() => BoxChecks.GetSpatialDims(zeros(2, 6), zeros(5, 2))).Message);
        Assert.Contains("none", Assert.Throws<ArgumentException>(() => BoxChecks.GetSpatialDims()).Message);
        Assert.Throws<ArgumentException>(() => BoxChecks.GetSpatialDims(points: zeros(5)));
    }

    [Fact]
    public void Checks_TellBadAndMissingBoxes()
    {
        Assert.True(BoxChecks.IsValidBoxValues(Some(3)));
        Assert.False(BoxChecks.IsValidBoxValues(tensor(new float[,] { { 2, 0, 1, 1 } })));
        Assert.Equal([0, 6], BoxChecks.StandardizeEmptyBox(zeros(0), 3).shape);
        Assert.Equal([2, 4], BoxChecks.StandardizeEmptyBox(Some(2), 2).shape);
    }
}
