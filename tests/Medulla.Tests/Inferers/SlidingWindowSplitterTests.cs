using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Runtime;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SlidingWindowSplitterTests
{
    [Fact]
    public void Patches_CoverTheImageAndItsPadding()
    {
        // 5 voxels in patches of 2: the last one holds a voxel and a 9.
        using var scope = NewDisposeScope();
        var patches = new SlidingWindowSplitter(2, PadValue: 9).Split(Line(5)).ToList();

        Assert.Equal([[0, 1], [2, 3], [4, 9]], patches.Select(one => Numbers(one.Patch)));
        Assert.Equal([0L, 2L, 4L], patches.Select(one => one.Location[0]));
        Assert.Equal([6], new SlidingWindowSplitter(2).GetPaddedShape(Line(5)));
        Assert.Equal([5], new SlidingWindowSplitter(2).GetInputShape(Line(5)));
    }

    [Fact]
    public void WithoutPadding_PatchesThatReachOverTheEndAreLeftOut()
    {
        using var scope = NewDisposeScope();
        SlidingWindowSplitter splitter = new(2, PadMode: null);

        Assert.Equal([[0, 1], [2, 3]], splitter.Split(Line(5)).Select(one => Numbers(one.Patch)));
        Assert.Equal([5], splitter.GetPaddedShape(Line(5)));
    }

    [Fact]
    public void Overlap_CountsVoxelsOrIsAShare()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([0L, 1L, 2L], Starts(new(3, Overlap: (PatchOverlap)2L), 5));
        Assert.Equal([0L, 2L], Starts(new(4, Overlap: (PatchOverlap)0.5), 6));
    }

    [Fact]
    public void NegativeOffset_BeginsBeforeTheImage()
    {
        using var scope = NewDisposeScope();
        var patches = new SlidingWindowSplitter(2, Offset: -1, PadMode: PadMode.Edge).Split(Line(4)).ToList();

        Assert.Equal([[0, 0], [1, 2], [3, 3]], patches.Select(one => Numbers(one.Patch)));
        Assert.Equal([-1L, 1L, 3L], patches.Select(one => one.Location[0]));
    }

    [Fact]
    public void ZeroPatchSize_MeansTheWholeAxis()
    {
        using var scope = NewDisposeScope();

        var patches = new SlidingWindowSplitter([2, 0], Overlap: (PatchOverlap)0.5).Split(zeros(1, 1, 3, 5)).ToList();

        Assert.All(patches, one => Assert.Equal([1, 1, 2, 5], one.Patch.shape));
        Assert.Equal([(0, 0), (1, 0)], patches.Select(one => ((int)one.Location[0], (int)one.Location[1])));
    }

    [Fact]
    public void FilterFn_LeavesPatchesOut()
    {
        using var scope = NewDisposeScope();

        var patches = new SlidingWindowSplitter(2, FilterFn: (patch, location) => location[0] > 0 && patch.max().item<float>() < 5).Split(Line(6));

        Assert.Equal([[2, 3]], patches.Select(one => Numbers(one.Patch)));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowSplitter(2, Overlap: (PatchOverlap)1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowSplitter(2, Overlap: (PatchOverlap)(-1L)));
        Assert.Contains("pad_mode", Assert.Throws<ArgumentException>(() => new SlidingWindowSplitter(2, Offset: -1, PadMode: null)).Message);
        Assert.Contains("offset is 4", Assert.Throws<ArgumentException>(() => Starts(new(2, Offset: 4), 4)).Message);
        Assert.Contains("offset is -3", Assert.Throws<ArgumentException>(() => Starts(new(2, Offset: -3), 4)).Message);
        Assert.Contains("2 voxels in common", Assert.Throws<ArgumentException>(() => Starts(new(2, Overlap: (PatchOverlap)2L), 4)).Message);
        Assert.Contains("patch_size", Assert.Throws<ArgumentException>(() => Starts(new([2, 2]), 4)).Message);
    }

    private static List<long> Starts(SlidingWindowSplitter splitter, int length) => [.. splitter.Split(Line(length)).Select(one => one.Location[0])];

    private static Tensor Line(int length) => arange(length, ScalarType.Float32).reshape(1, 1, length);

    private static int[] Numbers(Tensor patch) => [.. patch.contiguous().AsSpan<float>().ToArray().Select(value => (int)value)];
}
