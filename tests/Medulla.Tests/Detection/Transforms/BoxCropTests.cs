using Medulla.Detection.Transforms;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection.Transforms;

public class BoxCropTests
{
    private static Sample Make(Tensor boxes) => new()
    {
        ["image"] = new MetaTensor(BoxMasks.ConvertBoxToMask(boxes, ones(boxes.shape[0], int64), [16, 18, 12], bgLabel: 0).to_type(ScalarType.Float32)),
        ["box"] = boxes,
        ["label"] = arange(boxes.shape[0]),
        ["score"] = rand(boxes.shape[0]),
    };

    private static List<Sample> Crop(RandCropBoxByPosNegLabel step, Sample sample, uint seed = 5)
        => [.. ((List<object?>)((ITransform)step).Run(sample, new(Generators.For(step, seed)))!).Cast<Sample>()];

    [Fact]
    public void Crops_HoldThePartsOfBoxesInside()
    {
        var sample = Make(BoxNumbers.Some([16, 18, 12], 6));
        foreach (var crop in Crop(new("image", "box", ["label", "score"], [8, 9, 6], NumSamples: 5), sample))
        {
            Assert.Equal([8, 9, 6], crop.Image("image").SpatialShape);
            var labels = (Tensor)crop["label"]!;
            Assert.Equal(labels.numel(), ((Tensor)crop["score"]!).numel());
            // The channels of the image mark one box each; those left must be marked where the boxes say.
            var (boxes, _) = BoxMasks.ConvertMaskToBox(crop.Image("image").Data, bgLabel: 0);
            BoxNumbers.AssertClose(boxes, (Tensor)crop["box"]!);
            BoxNumbers.AssertClose(((Tensor)sample["score"]!).index_select(0, labels), (Tensor)crop["score"]!);
        }
    }

    [Fact]
    public void OnlyBoxes_WholeOnes_AreWithinTheRegion()
    {
        var sample = Make(tensor(new float[,] { { 4, 5, 3, 8, 9, 6 } }));
        foreach (var crop in Crop(new("image", "box", "label", [9, 9, 9], Neg: 0, NumSamples: 20), sample))
        {
            Assert.Equal([4, 4, 3], BoxNumbers.Of(((Tensor)crop["box"]!).narrow(1, 3, 3) - ((Tensor)crop["box"]!).narrow(1, 0, 3)));
        }
    }

    [Fact]
    public void NoBoxes_AreCroppedAnywhere()
    {
        var sample = Make(BoxNumbers.Some([16, 18, 12])).With("box", zeros(0, 6)).With("label", zeros(0, int64));
        var crop = Crop(new("image", "box", "label", [8, 8, -1], Neg: 0), sample).Single();
        Assert.Equal([8, 8, 12], crop.Image("image").SpatialShape);
        Assert.Equal([0, 6], ((Tensor)crop["box"]!).shape);
    }

    [Fact]
    public void KnownIndices_AreUsedUp()
    {
        var sample = Make(BoxNumbers.Some([16, 18, 12])).With("fg", tensor([8L * 18 * 12 + 9 * 12 + 6])).With("bg", tensor([0L]));
        var crop = Crop(new("image", "box", "label", 2, Neg: 0, FgIndicesKey: "fg", BgIndicesKey: "bg"), sample).Single();
        Assert.DoesNotContain("fg", crop.Keys);
        Assert.Equal([7, 8, 5], crop.Image("image").Affine.Apply(0, 0, 0).Select(x => (int)x));
    }

    [Fact]
    public void ClippedBoxes_AreDroppedWithTheirLabels()
    {
        var boxes = tensor(new float[,] { { 0, 0, 30, 2 }, { 12, 0, 14, 3 }, { 1, 1, 3, 3 } });
        var sample = new Sample { ["image"] = zeros(1, 10, 10), ["box"] = boxes, ["label"] = new MetaTensor(tensor([1L, 2, 3])) };
        var clipped = new ClipBoxToImage.Keyed("box", "label", "image").Apply(sample);
        Assert.Equal([0, 0, 10, 2, 1, 1, 3, 3], BoxNumbers.Of((Tensor)clipped["box"]!));
        Assert.Equal([1L, 3], clipped.Image("label").Data.data<long>().ToArray());
        Assert.Equal([3, 4], new ClipBoxToImage().Apply(boxes, [], 10).Boxes.shape);
    }

    [Fact]
    public void CropBox_GivesPartsInTheRegionsCoordinates()
    {
        var (boxes, labels) = new SpatialCropBox(RoiStart: [2, 2], RoiEnd: [6, 6]).Apply(tensor(new float[,] { { 0, 3, 4, 9 }, { 0, 0, 2, 2 } }), [tensor([5L, 6])]);
        Assert.Equal([0, 1, 2, 4], BoxNumbers.Of(boxes));
        Assert.Equal(5, labels[0].item<long>());
    }

    [Fact]
    public void EmptyBoxes_GetTheShapeOfTheImagesAxes()
        => Assert.Equal([0, 6], new StandardizeEmptyBox.Keyed("box", "image").Apply(new() { ["image"] = zeros(1, 4, 4, 4), ["box"] = zeros([0]) }).Image("box").Data.shape);

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Contains("no key of an image", Assert.Throws<ArgumentException>(() => new RandCropBoxByPosNegLabel([], "box", "label", 4)).Message);
        Assert.Contains("single key", Assert.Throws<ArgumentException>(() => new RandCropBoxByPosNegLabel("image", ["a", "b"], "label", 4)).Message);
        Assert.Contains("both 0", Assert.Throws<ArgumentException>(() => new RandCropBoxByPosNegLabel("image", "box", "label", 4, 0, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandCropBoxByPosNegLabel("image", "box", "label", 4, NumSamples: 0));
        Assert.Contains("single key", Assert.Throws<ArgumentException>(() => new ClipBoxToImage.Keyed(["a", "b"], "label", "image")).Message);
        Assert.Contains("end of an axis", Assert.Throws<ArgumentException>(() => new SpatialCropBox(RoiSlices: [1..^1, 0..4])).Message);
        Assert.Contains("SpatialPad", Assert.Throws<TransformException>(() => Crop(new("image", "box", "label", 32), Make(BoxNumbers.Some([16, 18, 12])))).Message);
    }
}
