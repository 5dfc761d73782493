using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class PatchInfererTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 2)]
    public void VoxelwiseNetwork_GivesWhatItGivesOnTheWholeImage(int batch, int ahead)
    {
        using var scope = NewDisposeScope();
        var image = randn([2, 1, 7, 9], generator: new Generator(1));
        PatchInferer inferer = new(new SlidingWindowSplitter(4, Overlap: (PatchOverlap)0.25), BatchSize: batch, BufferSize: ahead);

        Assert.True(inferer.Infer(image, x => x * 2 + 1).allclose(image * 2 + 1));
    }

    [Fact]
    public void OutputsOfOtherResolution_AreMergedAtTheirScale()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 8, 8], generator: new Generator(1));

        var outputs = new PatchInferer(new SlidingWindowSplitter(4)).Run(
            image, x => new Dictionary<string, Tensor> { ["small"] = nn.functional.avg_pool2d(x, 2), ["both"] = cat([x, -x], 1) });

        Assert.True(outputs.Named["small"].allclose(nn.functional.avg_pool2d(image, 2)));
        Assert.True(outputs.Named["both"].allclose(cat([image, -image], 1)));
    }

    [Fact]
    public void OutputKeys_ChooseWhatIsMerged()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 4], generator: new Generator(1));
        NetworkOutput Network(Tensor x) => new Dictionary<string, Tensor> { ["a"] = x, ["b"] = x * 2 };

        Assert.Equal(["b"], new PatchInferer(new SlidingWindowSplitter(2), OutputKeys: "b").Run(image, Network).Names!);
        var error = Assert.Throws<ArgumentException>(() => new PatchInferer(new SlidingWindowSplitter(2), OutputKeys: "c").Run(image, Network));
        Assert.Contains("'c'; the network gives a, b", error.Message);
    }

    [Fact]
    public void PreAndPostprocessing_SurroundTheNetwork()
    {
        using var scope = NewDisposeScope();
        var image = ones(1, 1, 4);

        var result = new PatchInferer(new SlidingWindowSplitter(2), Preprocessing: x => x + 1, Postprocessing: y => y.Select(one => one - 3)).Infer(image, x => x * 10);

        Assert.True(result.Equals(ones(1, 1, 4) * 17));
    }

    [Fact]
    public void MatchSpatialShape_DecidesWhetherPaddingIsKept()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([1, 1, 5], new PatchInferer(new SlidingWindowSplitter(2)).Infer(ones(1, 1, 5), x => x).shape);
        Assert.Equal([1, 1, 6], new PatchInferer(new SlidingWindowSplitter(2), MatchSpatialShape: false).Infer(ones(1, 1, 5), x => x).shape);
    }

    [Fact]
    public void GivenMerger_IsUsed()
    {
        using var scope = NewDisposeScope();
        var result = new PatchInferer(new SlidingWindowSplitter(2), (merged, cropped, _, _, _) => new AvgMerger(merged, cropped, ScalarType.Float64)).Infer(ones(1, 1, 4), x => x);

        Assert.Equal(ScalarType.Float64, result.dtype);
    }

    [Fact]
    public void PatchesOfAGrid_AreMergedWhereTheyWereCut()
    {
        using var scope = NewDisposeScope();
        MetaTensor image = new(randn([1, 4, 6], generator: new Generator(1)));
        var patches = new GridPatch([2, 3]).Apply(image);

        var result = new PatchInferer(MergedShape: [1, 1, 4, 6]).RunPatches(patches, x => x * 2).Single;

        Assert.True(result[0].allclose(image.Data * 2));
    }

    [Fact]
    public void WrongUse_IsRejected()
    {
        using var scope = NewDisposeScope();
        PatchInferer whole = new(new SlidingWindowSplitter(2)), cut = new();
        IReadOnlyList<(Tensor, Values<long>)> patches = [(ones(1, 1, 2), 0)];

        Assert.Contains("no splitter", Assert.Throws<ArgumentException>(() => cut.Infer(ones(1, 1, 4), x => x)).Message);
        Assert.Contains("'location'", Assert.Throws<ArgumentException>(() => cut.RunPatches(new MetaTensor(ones(1, 4, 4)), x => x)).Message);
        Assert.Contains("merged_shape", Assert.Throws<ArgumentException>(() => cut.RunPatches(patches, x => x)).Message);
        Assert.Contains("and a splitter", Assert.Throws<ArgumentException>(() => whole.RunPatches(patches, x => x)).Message);
        Assert.Contains("no patches", Assert.Throws<ArgumentException>(() => new PatchInferer(new SlidingWindowSplitter(2, FilterFn: (_, _) => false)).Infer(ones(1, 1, 4), x => x)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchInferer(BatchSize: 0));
    }

    [Fact]
    public void FailingSplitter_FailsTheCallWhenItReadsAhead()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<InvalidDataException>(() => new PatchInferer(new SlidingWindowSplitter(2, FilterFn: (_, at) => at[0] < 4 ? true : throw new InvalidDataException()), BufferSize: 1)
            .Infer(ones(1, 1, 8), x => x));
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var image = randn(1, 1, 9, 9);
        PatchInferer inferer = new(new SlidingWindowSplitter(4), BatchSize: 2);

        Assert.Equal(0, LiveTensors.Growth(() => inferer.Infer(image, x => x * 2).Dispose()));
    }
}
