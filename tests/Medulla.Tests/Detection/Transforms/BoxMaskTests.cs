using Medulla.Detection.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection.Transforms;

public class BoxMaskTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Masks_LeadBackToBoxes(int seed)
    {
        var boxes = BoxNumbers.Some([9, 11, 7], 5, seed);
        var labels = tensor([0L, 3, 1, 2, 0]);
        var (found, classes) = new MaskToBox(-1).Apply(new BoxToMask(-1).Apply(boxes, labels, [9, 11, 7]));
        BoxNumbers.AssertClose(boxes, found);
        Assert.Equal(labels.data<long>().ToArray(), classes.data<long>().ToArray());
    }

    [Fact]
    public void Ellipse_ReachesTheSidesAndLeavesCornersOut()
    {
        var cubes = tensor(new float[,] { { 1, 2, 3, 4, 5, 6 }, { 0, 3, 2, 5, 8, 7 } });
        BoxNumbers.AssertClose(cubes, BoxMasks.ConvertMaskToBox(BoxMasks.ConvertBoxToMask(cubes, tensor([1L, 2]), [9, 11, 7], ellipseMask: true)).Boxes);
        var mask = BoxMasks.ConvertBoxToMask(tensor(new float[,] { { 0, 1, 4, 5 } }), tensor([7L]), [5, 6], bgLabel: 0, ellipseMask: true)[0];
        Assert.Equal((12L * 7, 0L), (mask.sum().item<long>(), mask[0, 1].to_type(ScalarType.Int64).item<long>()));
    }

    [Fact]
    public void Samples_GoThereAndBack()
    {
        var sample = new Sample { ["image"] = new MetaTensor(zeros(1, 8, 9)), ["box"] = BoxNumbers.Some([8, 9]), ["label"] = tensor([0L, 1, 2, 0]) };
        var masked = new BoxToMask.Keyed("box", "mask", "label", "image", 0).Apply(sample);
        var mask = masked.Image("mask").Data;
        Assert.Equal((0, 3), (mask.min().item<short>(), mask.max().item<short>()));
        var back = new MaskToBox.Keyed("box", "mask", "label", 0).Apply(masked.Without("box").Without("label"));
        BoxNumbers.AssertClose((Tensor)sample["box"]!, (Tensor)back["box"]!);
        Assert.Equal([0L, 1, 2, 0], ((Tensor)back["label"]!).data<long>().ToArray());
    }

    [Fact]
    public void NoBoxes_MakeOneEmptyMask_AndBack()
    {
        var mask = BoxMasks.ConvertBoxToMask(zeros(0, 6), zeros(0, int64), [4, 5, 6]);
        Assert.Equal([1, 4, 5, 6], mask.shape);
        var (boxes, labels) = BoxMasks.ConvertMaskToBox(mask);
        Assert.Equal([0, 6], boxes.shape);
        Assert.Equal(ScalarType.Int64, labels.dtype);
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        var box = tensor(new float[,] { { 0, 0, 4, 4 } });
        Assert.Contains("clip", Assert.Throws<ArgumentException>(() => BoxMasks.ConvertBoxToMask(box, tensor([1L]), [4, 3])).Message);
        Assert.Contains("clip", Assert.Throws<ArgumentException>(() => BoxMasks.ConvertBoxToMask(box - 1, tensor([1L]), [4, 4])).Message);
        Assert.Contains("least label", Assert.Throws<ArgumentException>(() => BoxMasks.ConvertBoxToMask(box, tensor([0L]), [4, 4], bgLabel: 0)).Message);
        Assert.Contains("2 labels", Assert.Throws<ArgumentException>(() => BoxMasks.ConvertBoxToMask(box, tensor([1L, 2]), [4, 4])).Message);
        Assert.Contains("[4, 4]", Assert.Throws<ArgumentException>(() => BoxMasks.ConvertMaskToBox(zeros(4, 4))).Message);
        Assert.Contains("one key for each", Assert.Throws<ArgumentException>(() => new BoxToMask.Keyed("box", ["a", "b"], "label", "image", 0)).Message);
        Assert.Contains("one key for each", Assert.Throws<ArgumentException>(() => new MaskToBox.Keyed("box", "mask", ["a", "b"], 0)).Message);
    }
}
