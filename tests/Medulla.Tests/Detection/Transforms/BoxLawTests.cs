using Medulla.Data.Boxes;
using Medulla.Detection.Transforms;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection.Transforms;

/// <summary>Boxes go where the image that they lie in goes.</summary>
public class BoxLawTests
{
    private static readonly Affine Place = new(3, [-0.7, 0, 0, 90, 0, 0.7, 0, -120, 0, 0, 1.25, -300, 0, 0, 0, 1]);

    public static TheoryData<SampleTransform> Steps => new((SampleTransform[])
    [
        new FlipBox.Keyed("image", "box", "image"), new FlipBox.Keyed("image", "box", "image", [0, -1]), new RandFlipBox("image", "box", "image", 1, 1),
        new RotateBox90.Keyed("image", "box", "image"), new RotateBox90.Keyed("image", "box", "image", 3, [2, 0]), new RandRotateBox90("image", "box", "image", 1, 3, [1, 2]),
        new ZoomBox.Keyed("image", "box", "image", 2, Interpolation.Nearest, KeepSize: false), new ZoomBox.Keyed("image", "box", "image", [2, 1, 3], Interpolation.Nearest, KeepSize: false),
        new RandZoomBox("image", "box", "image", 1, 2, 2, Interpolation.Nearest, KeepSize: false),
    ]);

    private static Sample Make(Tensor boxes)
    {
        var mask = BoxMasks.ConvertBoxToMask(boxes, ones(boxes.shape[0], int64), [7, 8, 6], bgLabel: 0);
        return new Sample { ["image"] = new MetaTensor(mask.to_type(ScalarType.Float32), Place), ["box"] = new MetaTensor(boxes) };
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Boxes_StayAroundWhatTheyMark(SampleTransform step)
    {
        var moved = step.Apply(Make(BoxNumbers.Some([7, 8, 6])), 3);
        BoxNumbers.AssertClose(BoxMasks.ConvertMaskToBox(moved.Image("image").Data, bgLabel: 0).Boxes, moved.Image("box").Data);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Inverse_BringsBoxesBack(SampleTransform step)
    {
        var sample = Make(BoxNumbers.Some([7, 8, 6]));
        var restored = (Sample)((ITransform)step).Invert(step.Apply(sample, 3))!;
        BoxNumbers.AssertClose(sample.Image("box").Data, restored.Image("box").Data);
        Assert.Equal(sample.Image("image").SpatialShape, restored.Image("image").SpatialShape);
        Assert.True(sample.Image("image").Affine.IsClose(restored.Image("image").Affine));
        Assert.Empty(restored.Image("box").Applied);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(1.4)]
    public void Boxes_StayInPlace_WhereTheZoomedImageKeepsItsSize(double zoom)
    {
        // Of 7, 8 and 6 voxels some become odd numbers, some even ones.
        var grid = new Grid([7, 8, 6], Place);
        var moved = new ZoomBox.Keyed("image", "box", "image", zoom).Apply(Make(BoxNumbers.Some([7, 8, 6])));
        var image = moved.Image("image");
        Assert.Equal(grid.Shape, image.SpatialShape);
        foreach (var (before, after) in BoxNumbers.Some([7, 8, 6]).unbind(0).Zip(moved.Image("box").Data.unbind(0)))
        {
            double[] Corner(Tensor box, Affine affine) => affine.Apply([.. BoxNumbers.Of(box)[..3].Select(x => x - 0.5)]);
            Assert.All(Corner(before, Place).Zip(Corner(after, image.Affine)), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Moves_AreTheirOwnInverses(int seed)
    {
        var boxes = BoxNumbers.Some([9, 5, 7], 6, seed);
        BoxNumbers.AssertClose(boxes, BoxMoves.FlipBoxes(BoxMoves.FlipBoxes(boxes, [9, 5, 7], [0, 2]), [9, 5, 7], [0, 2]));
        BoxNumbers.AssertClose(boxes, BoxMoves.Rot90Boxes(BoxMoves.Rot90Boxes(boxes, [9, 5, 7], 1, [0, 1]), [5, 9, 7], 3, [0, 1]));
        BoxNumbers.AssertClose(boxes, BoxMoves.SwapaxesBoxes(BoxMoves.SwapaxesBoxes(boxes, 0, 2), 2, 0));
        BoxNumbers.AssertClose(boxes, BoxMoves.ResizeBoxes(BoxMoves.ResizeBoxes(boxes, [9, 5, 7], [4, 11, 3]), [4, 11, 3], [9, 5, 7]));
        BoxNumbers.AssertClose(boxes, BoxMoves.ApplyAffineToBoxes(BoxMoves.ApplyAffineToBoxes(boxes, Place), Place.Inverse()), 1e-3);
    }

    [Fact]
    public void WorldAndImage_LeadToEachOther()
    {
        var sample = Make(BoxNumbers.Some([7, 8, 6]));
        foreach (var lps in (bool[])[false, true])
        {
            var world = new AffineBoxToWorldCoordinate("box", "image", AffineLpsToRas: lps).Apply(sample);
            BoxNumbers.AssertClose(sample.Image("box").Data, new AffineBoxToImageCoordinate("box", "image", AffineLpsToRas: lps).Apply(world).Image("box").Data, 1e-3);
            BoxNumbers.AssertClose(sample.Image("box").Data, ((Sample)((ITransform)new AffineBoxToWorldCoordinate("box", "image")).Invert(world)!).Image("box").Data, 1e-3);
        }
        // The first axis runs to the left: RAS+ coordinates fall along it, LPS+ ones rise.
        var low = sample.Image("box").Data[0, 0].item<float>();
        var left = new AffineBoxToWorldCoordinate("box", "image", AffineLpsToRas: true).Apply(sample).Image("box").Data[0, 0].item<float>();
        Assert.Equal(0.7 * low - 90, left, 1e-3);
    }

    [Fact]
    public void Modes_AreConvertedAndTakenBack()
    {
        var sample = Make(BoxNumbers.Some([7, 8, 6]));
        SampleTransform[] steps = [new ConvertBoxMode.Keyed("box", null, "cccwhd"), new ConvertBoxToStandardMode.Keyed("box", "cccwhd")];
        var there = steps[0].Apply(sample);
        BoxNumbers.AssertClose(BoxConversion.ConvertBoxMode(sample.Image("box").Data, null, "cccwhd"), there.Image("box").Data);
        BoxNumbers.AssertClose(sample.Image("box").Data, steps[1].Apply(there).Image("box").Data);
        BoxNumbers.AssertClose(sample.Image("box").Data, ((Sample)((ITransform)steps[0]).Invert(there)!).Image("box").Data);
        BoxNumbers.AssertClose(there.Image("box").Data, ((Sample)((ITransform)steps[1]).Invert(steps[1].Apply(there))!).Image("box").Data);
    }

    [Fact]
    public void BareArrays_StayBareArrays()
    {
        var boxes = BoxNumbers.Some([7, 8, 6]);
        var moved = new FlipBox.Keyed("image", "box", "image").Apply(Make(boxes).With("box", boxes));
        BoxNumbers.AssertClose(BoxMoves.FlipBoxes(boxes, [7, 8, 6]), Assert.IsType<Tensor>(moved["box"], exactMatch: false));
    }

    [Fact]
    public void ProbabilityZero_LeavesAllAsItIs()
    {
        var sample = Make(BoxNumbers.Some([7, 8, 6]));
        foreach (var step in (SampleTransform[])[new RandFlipBox("image", "box", "image", 0), new RandRotateBox90("image", "box", "image", 0), new RandZoomBox("image", "box", "image", 0)])
        {
            Assert.Same(sample["box"], step.Apply(sample, 1)["box"]);
            Assert.Same(sample["image"], step.Apply(sample, 1)["image"]);
        }
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        var sample = Make(BoxNumbers.Some([7, 8, 6]));
        Assert.Contains("one key for all", Assert.Throws<ArgumentException>(() => new FlipBox.Keyed("image", ["a", "b", "c"], ["image", "image"])).Message);
        Assert.Contains("EnsureType", Assert.Throws<TransformException>(() => new FlipBox.Keyed("image", "box", "image").Apply(sample.With("box", "text"))).Message);
        Assert.Contains("does not know where it lies", Assert.Throws<ArgumentException>(
            () => new AffineBoxToImageCoordinate("box", "image").Apply(sample.With("image", zeros(1, 4, 4)))).Message);
        Assert.Contains("Apply", Assert.Throws<ArgumentException>(() => ((ITransform)new FlipBox()).Run(zeros(1, 4), default)).Message);
        Assert.Contains("size of the image", Assert.Throws<ArgumentException>(() => new ZoomBox(2, KeepSize: true).Apply(zeros(1, 4))).Message);
        Assert.Contains("2 numbers", Assert.Throws<ArgumentException>(() => new ResizeBox([1, 2, 3]).Apply(zeros(1, 4), 8)).Message);
        Assert.Throws<ArgumentException>(() => BoxMoves.SwapaxesBoxes(zeros(1, 4), 0, 2));
        Assert.Throws<ArgumentException>(() => new RotateBox90(1, [0, 1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandFlipBox("image", "box", "image", 2));
    }

    [Fact]
    public void LongestSize_KeepsProportions()
        => Assert.Equal([2, 1, 4, 2], BoxNumbers.Of(new ResizeBox(8, Medulla.Transforms.Spatial.SizeMode.Longest).Apply(tensor(new float[,] { { 4, 2, 8, 4 } }), [16, 12])));
}
