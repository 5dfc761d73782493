using Medulla.Detection;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

public class AnchorTests
{
    [Fact]
    public void Anchors_LieAroundTheirPlaces()
    {
        var generator = new AnchorGeneratorWithAnchorShape([1], Values.From<Values<double>>([[4, 2]]));
        var anchors = generator.call(zeros(2, 1, 8, 6), [zeros(2, 3, 2, 2)]);
        Assert.Equal(2, anchors.Count);
        // A map of 2 x 2 places on 8 x 6 voxels has steps of 4 and 3; the last axis runs fastest.
        Assert.Equal([-2, -1, 2, 1, -2, 2, 2, 4, 2, -1, 6, 1, 2, 2, 6, 4], BoxNumbers.Of(anchors[0]));
    }

    [Fact]
    public void XyIndexing_ExchangesTheFirstTwoCoordinates()
    {
        var maps = new[] { zeros(1, 1, 2, 3) };
        var ij = new AnchorGeneratorWithAnchorShape([1], Values.From<Values<double>>([[2, 2]])).call(zeros(1, 1, 4, 6), maps)[0];
        var xy = new AnchorGeneratorWithAnchorShape([1], Values.From<Values<double>>([[2, 2]]), AnchorIndexing.Xy).call(zeros(1, 1, 4, 6), maps)[0];
        BoxNumbers.AssertClose(ij.index_select(1, tensor([1L, 0, 3, 2])), xy);
    }

    [Fact]
    public void AspectRatios_KeepTheArea()
    {
        var anchors = new AnchorGenerator(Values.From<Values<int>>([[16]]), Values.From([0.25, 1, 4.0])).call(zeros(1, 1, 4, 4), [zeros(1, 1, 1, 1)])[0];
        // Height by width: 8 by 32, 16 by 16, 32 by 8; the width comes first.
        Assert.Equal([-16, -4, 16, 4, -8, -8, 8, 8, -4, -16, 4, 16], BoxNumbers.Of(anchors));
    }

    [Fact]
    public void AspectRatios_ForAllLevelsOrEach_InTwoOrThreeAxes()
    {
        Assert.Equal([2, 2], new AnchorGenerator(Values.From<Values<int>>([[8], [16]]), Values.From([1.0, 2])).NumAnchorsPerLocation());
        Assert.Equal([4, 1], new AnchorGenerator(
            Values.From<Values<int>>([[8, 9], [16]]), Values.From([Values.From([1.0, 2]), Values.From([1.0])])).NumAnchorsPerLocation());
        var generator = new AnchorGenerator();
        Assert.Equal((3, 6), (generator.SpatialDims, generator.NumAnchorsPerLocation()[0]));
        Assert.Equal([2 * 2 * 2 * 6, 6], generator.call(zeros([1, 1, 4, 4, 4]), [zeros([1, 1, 2, 2, 2])])[0].shape);
    }

    [Fact]
    public void WrongNumbers_AreRejected()
    {
        Assert.Contains("2 levels", Assert.Throws<ArgumentException>(
            () => new AnchorGenerator(Values.From<Values<int>>([[8]]), Values.From([Values.From([1.0]), Values.From([1.0])]))).Message);
        Assert.Throws<ArgumentException>(() => new AnchorGeneratorWithAnchorShape([1], Values.From<Values<double>>([[1, 2], [1, 2, 3]])));
        Assert.Throws<ArgumentException>(() => new AnchorGeneratorWithAnchorShape([], Values.From<Values<double>>([[1, 2]])));
        Assert.Contains("2 feature maps", Assert.Throws<ArgumentException>(
            () => new AnchorGeneratorWithAnchorShape([1], Values.From<Values<double>>([[2, 2]])).call(zeros(1, 1, 4, 4), [zeros(1, 1, 2, 2), zeros(1, 1, 1, 1)])).Message);
    }
}
