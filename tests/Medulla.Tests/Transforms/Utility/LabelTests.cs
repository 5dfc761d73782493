using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class LabelTests
{
    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void Labels_AreMappedAtOnce_AndOthersStay(ScalarType type)
    {
        // 1 -> 2 and 2 -> 1 must not chase each other.
        var mapped = new MapLabelValue([1, 2, 7], [2, 1, 0.5]).Apply(new MetaTensor(tensor([0, 1, 2, 3, 7]).to_type(type).view(1, 5)));
        Assert.Equal([0, 2, 1, 3, 0.5f], mapped.Voxels());
    }

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float32)]
    public void OnePass_GivesWhatAPassForEachLabelGives(ScalarType type)
    {
        var labels = new RandomState(1).Uniform(0, 9, [1, 30, 20, 10], ScalarType.Float32).floor().to_type(type).transpose(1, 3);
        var step = new MapLabelValue([1, 2, 4, 8], [2, 1, 40, 1.5]);
        Assert.True(step.Apply(new MetaTensor(labels)).Data.allclose(step.Step(labels)));
    }

    [Fact]
    public void ListsOfOtherLengths_AreRejected() => Assert.Throws<ArgumentException>(() => new MapLabelValue([1, 2], [1]));

    [Fact]
    public void OneHotChannels_AreMerged()
    {
        var oneHot = new MetaTensor(nn.functional.one_hot(tensor([0L, 1, 2, 1]), 3).t());
        Assert.Equal([0, 1, 1, 1], new LabelToMask([1, 2], MergeChannels: true).Apply(oneHot).Voxels());
        Assert.Throws<ArgumentException>(() => new LabelToMask([3]).Apply(oneHot));
    }

    [Fact]
    public void ExtremePoints_TouchTheBox()
    {
        var mask = zeros(8, 9);
        mask[2..6, 3..5] = 1;
        var points = ExtremePoints.GetExtremePoints(mask, new RandomState(3));
        Assert.Equal(4, points.Count);
        Assert.Equal((2, 5, 3, 4), (points[0][0], points[1][0], points[2][1], points[3][1]));
    }

    [Fact]
    public void NoObject_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => ExtremePoints.GetExtremePoints(zeros(3, 3)));
        Assert.Throws<ArgumentException>(() => ((ITransform)new AddExtremePointsChannel()).Run(Images.Turned(), default));
        Assert.Throws<ArgumentException>(() => new AddExtremePointsChannel().Apply(Images.Turned(), new RandomState(0), ones(2, 7, 6, 5)));
    }

    [Fact]
    public void UniqueLabels_AreWholeNumbersOfOneChannel()
    {
        Assert.Equal([2L, 5L], Labels.GetUniqueLabels(tensor([2f, 0, 5]).view(1, 3), false, [0]).Order());
        Assert.Throws<ArgumentException>(() => Labels.GetUniqueLabels(zeros(2, 3), false));
        Assert.Throws<ArgumentException>(() => Labels.GetUniqueLabels(tensor([0.5f]).view(1, 1), false));
    }

    [Fact]
    public void Bounds_AreColumnsThenRows()
    {
        var picture = zeros(6, 7);
        picture[1..3, 2..6] = 1;
        Assert.Equal([2L, 5, 1, 2], Labels.ImgBounds(picture).data<long>().ToArray());
        Assert.True(Labels.ZeroMargins(picture.unsqueeze(0), 1));
        Assert.False(Labels.ZeroMargins(picture.unsqueeze(0), 2));
        Assert.Throws<ArgumentException>(() => Labels.ImgBounds(zeros(2, 2)));
        Assert.True(Labels.IsEmpty(picture[..1]));
    }

    [Fact]
    public void Points_GoToTheWorld_AndBack()
    {
        var grid = Images.Turned().Affine;
        var voxels = new MetaTensor(tensor([1.0, 2, 3, 0, 0, 0], [1, 2, 3]), grid);
        var step = new ApplyTransformToPoints(InvertAffine: false);
        var world = step.Apply(voxels);
        Assert.Equal(grid.Apply(1, 2, 3), world.Data[0, 0].data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.True(world.Affine.IsClose(Imaging.Geometry.Affine.Identity(3), 1e-9));   // in the world, points lie where they say
        Images.AssertSame(voxels, step.Invert(world), 1e-6);
        Images.AssertSame(voxels, new ApplyTransformToPoints().Apply(world, grid), 1e-6);
    }

    [Fact]
    public void PointsOfAnotherShape_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new ApplyTransformToPoints(InvertAffine: false).Apply(new MetaTensor(zeros(2, 3))));
        Assert.Throws<ArgumentException>(() => new ApplyTransformToPoints().Apply(new MetaTensor(zeros(1, 2, 3))));
        var sample = new Sample { ["points"] = zeros(1, 2, 3), ["id"] = 4 };
        Assert.Contains("'id'", Assert.Throws<TransformException>(() => new ApplyTransformToPoints.Keyed("points", "id").Apply(sample)).Message);
    }
}
