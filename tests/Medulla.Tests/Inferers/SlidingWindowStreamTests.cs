using Medulla.Data;
using Medulla.Inferers;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SlidingWindowStreamTests
{
    public static TheoryData<long[], int[], double[]> Sizes => new()
    {
        { [2, 1, 13, 9], [4, 5], [0.5] },
        { [1, 2, 11, 8, 7], [5, -1, 3], [0.3] },
        { [2, 1, 3, 9, 6], [6, 4, 4], [0.25] },     // padded along the streamed axis
        { [1, 1, 10, 4, 6], [3, 6, 4], [0] },       // padded across it
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void StreamedPlanes_AreThoseOfTheWholeResult(long[] shape, int[] roi, double[] overlap)
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        var image = randn(shape, generator: new Generator(4));
        var inferer = new SlidingWindowInferer(roi, 3, overlap, BlendMode.Gaussian, PaddingMode: PadMode.Edge);

        var streamed = inferer.RunToFile(image, Network, folder["result.npy"]);

        Assert.True(streamed.allclose(inferer.Infer(image, Network), 1e-5, 1e-6));
    }

    [Fact]
    public void OutputsOfOtherResolution_AreStreamedAtTheirScale()
    {
        using var scope = NewDisposeScope();
        var image = arange(24, ScalarType.Float32).reshape(1, 1, 24);
        Dictionary<int, List<Tensor>> parts = new() { [0] = [], [1] = [] };

        new SlidingWindowInferer(8, 2, 0.5).Stream(
            image, x => (Tensor[])[nn.functional.avg_pool1d(x, 2), x.repeat_interleave(2, dim: 2)], slab => parts[slab.Output].Add(slab.Planes.clone().DetachFromDisposeScope()));

        Assert.True(cat(parts[0], 1).allclose(nn.functional.avg_pool1d(image, 2)[0]));
        Assert.True(cat(parts[1], 1).allclose(image.repeat_interleave(2, dim: 2)[0]));
    }

    [Fact]
    public void Finish_ChangesPlanesBeforeTheyAreWritten()
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        var image = randn([1, 3, 9, 6], generator: new Generator(5));

        var labels = new SlidingWindowInferer(4, Overlap: 0.5).RunToFile(image, x => x, folder["labels.npy"], planes => planes.argmax(0, keepdim: true).to_type(ScalarType.Byte));

        Assert.Equal(ScalarType.Byte, labels.dtype);
        Assert.True(labels.Equals(image.argmax(1, keepdim: true).to_type(ScalarType.Byte)));
        Assert.Equal(["labels.npy"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void FailingNetwork_LeavesTheFormerFile()
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["result.npy"], "former");
        var calls = 0;

        Assert.Throws<InvalidOperationException>(() => new SlidingWindowInferer(4).RunToFile(
            zeros(1, 1, 12), x => ++calls == 2 ? throw new InvalidOperationException() : x, folder["result.npy"]));

        Assert.Equal("former", File.ReadAllText(folder["result.npy"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void MappedResult_OutlivesTheScopeAndIsFreed()
    {
        using TemporaryFolder folder = new();
        using var image = ones(1, 1, 8);

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            using var result = new SlidingWindowInferer(4).RunToFile(image, x => x * 2, folder["result.npy"]);
            using var half = result.narrow(2, 4, 4);
            using var sum = half.sum();
            Assert.Equal(8, sum.item<float>());
        }));
    }

    [Fact]
    public void BrokenNumpyFiles_AreRejected()
    {
        using TemporaryFolder folder = new();
        using var image = ones(1, 1, 8);
        using (new SlidingWindowInferer(4).RunToFile(image, x => x * 2, folder["a.npy"]))
        {
        }
        var bytes = File.ReadAllBytes(folder["a.npy"]);
        File.WriteAllBytes(folder["cut.npy"], bytes[..^1]);
        File.WriteAllText(folder["text.npy"], "no array at all");
        File.WriteAllBytes(folder["other.npy"], [.. bytes.Select(b => b == (byte)'f' ? (byte)'x' : b)]);

        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => NumpyFile.Map(folder["cut.npy"])).Message);
        Assert.Contains("no NumPy array", Assert.Throws<InvalidDataException>(() => NumpyFile.Map(folder["text.npy"])).Message);
        Assert.Contains("row-major", Assert.Throws<InvalidDataException>(() => NumpyFile.Map(folder["other.npy"])).Message);
    }

    [Fact]
    public void ElementTypeThatNumpyLacks_IsRejected()
    {
        using var scope = NewDisposeScope();
        using TemporaryFolder folder = new();

        var error = Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).RunToFile(ones(1, 1, 8), x => x, folder["a.npy"], x => x.to_type(ScalarType.BFloat16)));

        Assert.Contains("BFloat16", error.Message);
    }

    private static Tensor Network(Tensor x)
        => x.Dimensions == 4 ? nn.functional.avg_pool2d(x, 3, 1, 1) : nn.functional.avg_pool3d(x, [3, 3, 3], [1, 1, 1], [1, 1, 1]);   // sees the window's border
}
