using Medulla.Interaction.Transforms;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

public class NuClickTests
{
    private static List<object?> Points(params long[][] points) => [.. points];

    [Fact]
    public void PatchesAroundClicks_ComeBackToTheirPlace()
    {
        var picture = new MetaTensor(rand(3, 40, 32));
        var sample = new AddClickSignals(BbSize: 16).Apply(new() { ["image"] = picture, ["foreground"] = Points([5, 20], [30, 10], [99, 0]) });

        var patches = sample.Image("image").Data;
        Assert.Equal([2, 5, 16, 16], patches.shape);
        Assert.Equal((1f, 1f), (patches[0, 3].sum().item<float>(), patches[1, 3, 8, 8].item<float>()));
        Assert.Equal(0, patches[0, 4].sum().item<float>());   // the other click lies beyond this patch

        var masks = zeros(2, 16, 16);
        masks[0].narrow(0, 2, 5).narrow(1, 3, 5).fill_(1);
        masks[0, 4, 5] = 0;   // a hole
        masks[1, 0, 0] = 1;   // an object of one pixel
        masks[1].narrow(0, 8, 4).narrow(1, 8, 4).fill_(1);
        var map = new PostFilterLabel("pred").Apply(sample.With("pred", masks).With("pred_classes", new[] { 3L })).Image("pred").Data;

        Assert.Equal([40, 32], map.shape);
        Assert.Equal((25L, 16L, 41L), (map.eq(3).sum().item<long>(), map.eq(1).sum().item<long>(), map.ne(0).sum().item<long>()));
        Assert.Equal(3, map[4, 17].item<byte>());   // the first patch begins at (0, 12)
        Assert.Equal(1, map[30, 10].item<byte>());
    }

    [Fact]
    public void ClicksOutsideThePicture_AreNotEnough()
        => Assert.Contains("'foreground'", Assert.Throws<TransformException>(() => new AddClickSignals(BbSize: 4).Apply(new() { ["image"] = rand(3, 8, 8), ["foreground"] = Points([9, 9]) })).Message);

    [Fact]
    public void Location_IsTakenAwayFromClicks()
    {
        var sample = new Sample { ["image"] = zeros(1, 8, 8), ["foreground"] = Points([103, 204]), ["location"] = new[] { 100L, 200 } };
        Assert.Equal([3, 4], new AddClickSignals(BbSize: 8, AddExclusionMap: false).Apply(sample).Image("image").Data[0, 1].nonzero()[0].data<long>().ToArray());
    }

    [Fact]
    public void Objects_AreTakenApartAndNumbered()
    {
        var label = tensor(new byte[,,] { { { 2, 2, 0, 7 }, { 0, 0, 0, 0 }, { 7, 0, 255, 255 } } });
        var sample = new SplitLabel("label", MaskValue: null, OthersValue: 255).Apply(new() { ["label"] = label });
        // All below 255 are taken; what is not 7, the largest of them, counts as others too.
        Assert.Equal([1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0], sample.Image("label").Data.data<byte>().ToArray());
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2], sample.Image("others").Data.data<byte>().ToArray());

        sample = new SplitLabel("label", ToBinaryMask: false).Apply(new() { ["label"] = label, ["mask_value"] = 2 });
        Assert.Equal(4, sample.Image("label").Data.sum().item<long>());
        Assert.Equal(5L, new SetLabelClass("label", Offset: 3).Apply(sample)["label"]);
        Assert.Throws<ArgumentException>(() => new SplitLabel(["label", "mask"]));
    }

    [Fact]
    public void NeighboursOfOneValue_AreOneObject()
    {
        var label = tensor(new long[,] { { 1, 2, 0 }, { 0, 0, 1 }, { 5, 1, 0 } });
        Assert.Equal([1, 2, 0, 0, 0, 3, 4, 5, 0], new FlattenLabel("label").Apply(new() { ["label"] = label }).Image("label").Data.data<byte>().ToArray());
        Assert.Equal([1, 2, 0, 0, 0, 3, 4, 3, 0], new FlattenLabel("label", Connectivity: 2).Apply(new() { ["label"] = label }).Image("label").Data.data<byte>().ToArray());
    }

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 0, 0)]
    [InlineData(true, 2, 0)]
    public void PointOfTheObject_LiesInIt_AndOthersHaveTheirMiddle(bool distance, int jitter, double drop)
    {
        var (label, others) = (zeros(1, 12, 12, ScalarType.Byte), zeros(1, 12, 12, ScalarType.Byte));
        label.narrow(1, 1, 4).narrow(2, 1, 4).fill_(1);
        others.narrow(1, 7, 3).narrow(2, 7, 3).fill_(1);
        var step = new AddPointGuidanceSignal(DropRate: drop, JitterRange: jitter, UseDistance: distance);
        for (var seed = 0u; seed < 10; seed++)
        {
            var image = step.Apply(new() { ["image"] = zeros(1, 12, 12), ["label"] = label, ["others"] = others }, seed).Image("image").Data;
            Assert.Equal((1f, 1f), ((image[1] * label[0]).sum().item<float>(), image[1].sum().item<float>()));
            Assert.Equal(1, image[2].narrow(0, 8 - jitter, 1 + 2 * jitter).narrow(1, 8 - jitter, 1 + 2 * jitter).sum().item<float>());
        }
    }

    [Fact]
    public void OthersThatAreDropped_LeaveNoPoint_AndTheObjectsPointAlone()
    {
        var sample = new Sample { ["image"] = zeros(1, 6, 6), ["label"] = ones(1, 6, 6), ["others"] = ones(1, 6, 6, ScalarType.Byte) };
        var (all, none) = (new AddPointGuidanceSignal(DropRate: 0).Apply(sample, 7).Image("image").Data, new AddPointGuidanceSignal(DropRate: 1).Apply(sample, 7).Image("image").Data);
        Assert.Equal((1f, 0f), (all[2].sum().item<float>(), none[2].sum().item<float>()));
        Assert.True(all[1].equal(none[1]).all().item<bool>());
        Assert.Contains("is empty", Assert.Throws<TransformException>(() => new AddPointGuidanceSignal(UseDistance: true).Apply(sample.With("label", zeros(1, 6, 6)), 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AddPointGuidanceSignal(DropRate: 2));
    }

    [Fact]
    public void Patch_IsMovedInside_AndPaddedWhereThePictureIsSmaller()
    {
        var picture = arange(30, float32).reshape(1, 5, 6);
        Sample At(params long[] center) => new() { ["image"] = picture, ["centroid"] = center };

        Assert.True(new ExtractPatch("image", PatchSize: 2).Apply(At(4, 5)).Image("image").Data.equal(picture.narrow(1, 3, 2).narrow(2, 4, 2)).all().item<bool>());
        Assert.Equal([1, 9, 9], new ExtractPatch("image", PatchSize: 9).Apply(At(2, 2)).Image("image").Data.shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExtractPatch("image", PatchSize: 0));
        Assert.Contains("(row, column)", Assert.Throws<TransformException>(() => new ExtractPatch("image").Apply(At(1, 2, 3))).Message);
    }

    [Fact]
    public void Filter_KeepsColouredSpotsOfSomeSize()
    {
        var picture = full([40, 40, 3], 230, ScalarType.Byte);
        picture.narrow(0, 5, 10).narrow(1, 5, 10).copy_(tensor(new byte[] { 200, 40, 160 }));
        picture[30, 30] = tensor(new byte[] { 200, 40, 160 });

        var filtered = new FilterImage("image", MinSize: 20).Apply(new() { ["image"] = picture }).Image("image").Data;

        Assert.Equal((100L, ScalarType.Byte), (filtered.select(2, 0).ne(0).sum().item<long>(), filtered.dtype));
        Assert.Contains("channels last", Assert.Throws<TransformException>(() => new FilterImage("image").Apply(new() { ["image"] = zeros(3, 8, 8) })).Message);
    }
}
