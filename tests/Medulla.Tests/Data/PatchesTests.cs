using FsCheck;
using FsCheck.Fluent;
using Medulla.Data;
using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class PatchesTests
{
    [Fact]
    public void DensePatches_CoverTheArray_AndStayInside()
        => Prop.ForAll<byte, byte, byte>((length, patch, interval) => Cover(length % 40 + 1, patch % 12 + 1, interval % (patch % 12 + 1) + 1))
            .QuickCheckThrowOnFailure();

    private static void Cover(int n, int p, int step)
    {
        var seen = new bool[n];
        foreach (var slices in Patches.DensePatchSlices([n], [p], [step]).Cast<Range[]>())
        {
            var (start, size) = slices[0].GetOffsetAndLength(n);
            Assert.Equal(Math.Min(n, p), size);
            seen.AsSpan(start, size).Fill(true);
        }
        Assert.DoesNotContain(false, seen);
    }

    [Fact]
    public void NoScanInterval_GivesOnePatchAlongTheAxis()
        => Assert.Equal([[0..4, 0..3]], Patches.DensePatchSlices([9, 3], [4, 3], [0, 3]).Cast<Range[]>());

    [Fact]
    public void IndicesInsteadOfSlices_ArePairs()
        => Assert.Equal([[(0L, 2L)], [(1L, 3L)]], Patches.DensePatchSlices([3], [2], [2], returnSlice: false).Cast<(long, long)[]>());

    [Theory]
    [InlineData(0.5, new long[] { 0, 2, 4, 6 })]   // half of 4
    [InlineData(1, new long[] { 0, 3, 6 })]        // one voxel
    [InlineData(0, new long[] { 0, 4 })]
    public void Overlap_IsAShareOrANumberOfVoxels(double overlap, long[] expected)
        => Assert.Equal(expected, Patches.IterPatchPosition([10], [4], null, overlap).Select(position => position[0]));

    [Fact]
    public void OverlapThatLeavesNoStep_IsRejected()
        => Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => Patches.IterPatchPosition([10], [4], null, 0.99).ToList()).Message);

    [Fact]
    public void PatchesOfAPaddedArray_MayBeginBeforeIt()
    {
        using var scope = NewDisposeScope();
        var image = new MetaTensor(arange(5, ScalarType.Float32));
        var patches = Patches.IterPatch(image, [2], [-1], mode: PadMode.Edge, copyBack: false).ToList();
        Assert.Equal([[0, 0], [1, 2], [3, 4]], patches.Select(one => one.Patch.Data.data<float>().ToArray()));
        Assert.Equal([-1L, 1], patches[0].Coordinates.flatten().data<long>().ToArray());
    }

    [Fact]
    public void ChangesToPatches_AreCopiedBack()
    {
        using var scope = NewDisposeScope();
        var image = new MetaTensor(zeros(5));
        foreach (var (patch, coordinates) in Patches.IterPatch(image, [2]))
        {
            patch.Data.add_(coordinates[0, 0].item<long>());
        }
        Assert.Equal([0, 0, 2, 2, 4], image.Data.data<float>().ToArray());
    }

    [Fact]
    public void RandomPatch_LiesInside()
    {
        var random = new RandomState(3);
        for (var i = 0; i < 50; i++)
        {
            var slices = Patches.GetRandomPatch([9, 4], [5, 4], random);
            Assert.Equal((0, 4), slices[1].GetOffsetAndLength(4));
            Assert.Equal(5, slices[0].GetOffsetAndLength(9).Length);
        }
    }
}
