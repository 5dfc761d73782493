using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Spatial;

public class GridPatchTests
{
    /// <summary>One channel of 4 x 4, 0 to 15; the sums of its quarters are 10, 18, 42, 50.</summary>
    private static MetaTensor Square() => new(arange(16, ScalarType.Float32).reshape(1, 4, 4));

    private static float[] Sums(MetaTensor patches) => patches.Data.flatten(1).sum(1).data<float>().ToArray();

    [Fact]
    public void Patches_FollowTheGrid_OrTheirSums()
    {
        Assert.Equal([10, 18, 42, 50], Sums(new GridPatch([2, 2]).Apply(Square())));
        Assert.Equal([10, 18, 42], Sums(new GridPatch([2, 2], NumPatches: 3).Apply(Square())));
        Assert.Equal([50, 42], Sums(new GridPatch([2, 2], NumPatches: 2, SortFn: GridPatchSort.Max).Apply(Square())));
        Assert.Equal([10], Sums(new GridPatch([2, 2], NumPatches: 1, SortFn: GridPatchSort.Min).Apply(Square())));
        Assert.Equal([10, 18], Sums(new GridPatch([2, 2], Threshold: 20).Apply(Square())));
    }

    [Fact]
    public void MissingPatches_AreFilledUp_UnlessAThresholdKeptThemOut()
    {
        var filled = new GridPatch([2, 2], NumPatches: 6, ConstantValues: 3).Apply(Square());
        Assert.Equal([10, 18, 42, 50, 12, 12], Sums(filled));
        Assert.Equal(6L, filled.Metadata.Fields["count"]);
        Assert.Equal([10], Sums(new GridPatch([2, 2], NumPatches: 3, Threshold: 15).Apply(Square())));
    }

    [Fact]
    public void Overlap_OfAxesAlone_LeavesChannelsWhole()
        => Assert.Equal([6, 1, 2, 2], new GridPatch([2, 2], Overlap: [0.5, 0]).Apply(Square()).Data.shape);

    [Fact]
    public void Places_AreToldInTheMetadata()
    {
        var cut = new GridPatch([2, 2], Offset: [0, 1]).Apply(Square());
        Assert.Equal((Values<Values<long>>)[[0, 2], [1, 1]], cut.Metadata.Fields["location"]);
    }

    [Fact]
    public void PaddedImage_GivesPatchesBeyondItsEnds()
        => Assert.Equal([9, 1, 2, 2], new GridPatch([2, 2], Offset: [-1, -1], PadMode: PadMode.Constant).Apply(Square()).Data.shape);

    [Fact]
    public void NothingThatFits_IsRejected_WithTheWayOut()
        => Assert.Contains("pad_mode", Assert.Throws<ArgumentException>(() => new GridPatch([2, 2], Offset: [4, 0]).Apply(Square())).Message);

    [Fact]
    public void RandomOrder_IsForRandGridPatch()
        => Assert.Contains("RandGridPatch", Assert.Throws<ArgumentException>(() => new GridPatch([2, 2], SortFn: GridPatchSort.Random).Apply(Square())).Message);

    [Fact]
    public void RandomPatches_AreThoseOfAGrid_InAnyOrder()
    {
        var cut = new RandGridPatch([2, 2], NumPatches: 4, SortFn: GridPatchSort.Random).Apply(Square(), 5);
        Assert.Equal([10, 18, 42, 50], Sums(cut).Order());
    }

    [Fact]
    public void OffsetsOutOfOrder_AreRejected()
        => Assert.Contains("above", Assert.Throws<ArgumentException>(() => new RandGridPatch([2, 2], 3, 1).Apply(Square(), 1)).Message);

    [Fact]
    public void Split_TakesAnyNumberOfAxes()
    {
        var solid = Images.Turned(0, 1, 4, 6, 2);
        var parts = new GridSplit([2, 3, 1]).Apply(solid);
        Assert.Equal(6, parts.Count);
        Assert.True(parts[5].Data.eq(solid.Data.narrow(1, 2, 2).narrow(2, 4, 2)).all().item<bool>());
        Assert.Contains("one number for each", Assert.Throws<ArgumentException>(() => new GridSplit([2, 2]).Apply(solid)).Message);
    }

    [Fact]
    public void SplitLargerThanTheImage_IsRejected()
        => Assert.Contains("larger", Assert.Throws<ArgumentException>(() => new GridSplit([2, 2], 5).Apply(Square())).Message);

    [Fact]
    public void SplitSizes_MayDifferByKey()
    {
        var sample = new Sample { ["a"] = Square(), ["b"] = Square(), ["id"] = "x" };
        var parts = new Compose(new GridSplit.Keyed(["a", "b"], Size: new Dictionary<string, Values<int>?> { ["a"] = 1, ["b"] = null })).ApplyMany(sample, 0);
        Assert.Equal(4, parts.Count);
        Assert.Equal((Values<long>)[1, 1], parts[3].Image("a").SpatialShape);
        Assert.Equal((Values<long>)[2, 2], parts[3].Image("b").SpatialShape);
        Assert.Equal("x", parts[3]["id"]);
    }
}
