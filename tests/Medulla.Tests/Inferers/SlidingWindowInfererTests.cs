using System.Runtime.InteropServices;
using Medulla.Inferers;
using Medulla.Runtime;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SlidingWindowInfererTests
{
    public static TheoryData<long[], int[], double[], BlendMode> Sizes => new()
    {
        { [2, 1, 17], [5], [0.25], BlendMode.Constant },
        { [1, 2, 9, 14], [4, 6], [0.5, 0], BlendMode.Gaussian },
        { [1, 1, 7, 8, 9], [4, -1, 3], [0.3], BlendMode.Gaussian },
        { [1, 1, 3, 20], [8, 8], [0.25], BlendMode.Constant },     // smaller than a window along one axis
        { [2, 1, 5, 4, 6, 3], [2], [0.5], BlendMode.Gaussian },    // four spatial axes
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void VoxelwiseNetwork_GivesWhatItGivesOnTheWholeImage(long[] shape, int[] roi, double[] overlap, BlendMode mode)
    {
        using var scope = NewDisposeScope();
        var image = randn(shape, generator: new Generator(1));

        var result = new SlidingWindowInferer(roi, 3, overlap, mode).Infer(image, x => x * 2 + 1);

        Assert.Equal(shape, result.shape);
        Assert.True(result.allclose(image * 2 + 1, 1e-5, 1e-5));
    }

    [Fact]
    public void OverlappingWindows_AreAveraged()
    {
        // Windows of 4 at 0, 2 and 4 answer 0, 1 and 2; where two of them meet their mean counts.
        using var scope = NewDisposeScope();
        var next = 0;

        var result = new SlidingWindowInferer(4, 1, 0.5).Infer(zeros(1, 1, 8), x => ones_like(x) * next++);

        Assert.True(result.allclose(tensor([0, 0, 0.5f, 0.5f, 1.5f, 1.5f, 2, 2], [1, 1, 8])));
    }

    [Fact]
    public void Gaussian_TrustsTheMiddleOfAWindowMore()
    {
        using var scope = NewDisposeScope();
        var next = 0;

        var result = new SlidingWindowInferer(4, 1, 0.5, BlendMode.Gaussian).Infer(zeros(1, 1, 6), x => ones_like(x) * next++);

        // Voxel 2 is beside the middle of the first window and on the edge of the second one.
        Assert.InRange(result[0, 0, 2].item<float>(), 0.0001f, 0.2f);
        Assert.InRange(result[0, 0, 3].item<float>(), 0.8f, 0.9999f);
    }

    [Fact]
    public void WindowsOfAllItems_FillBatches()
    {
        // Two items with 3 windows each, 4 in a batch: 4 and 2.
        using var scope = NewDisposeScope();
        List<long> batches = [];

        new SlidingWindowInferer(4, 4, 0.5).Infer(zeros(2, 1, 8), x =>
        {
            batches.Add(x.shape[0]);
            return x;
        });

        Assert.Equal([4, 2], batches);
    }

    [Fact]
    public void SmallImage_IsPaddedBothSides()
    {
        // 3 voxels in a window of 6: one before and two after.
        using var scope = NewDisposeScope();
        float[] seen = [];
        var image = tensor([1f, 2, 3], [1, 1, 3]);
        Tensor See(Tensor x)
        {
            seen = x.AsSpan<float>().ToArray();
            return x;
        }

        var result = new SlidingWindowInferer(6, Cval: -1).Infer(image, See);
        Assert.Equal([-1, 1, 2, 3, -1, -1], seen);
        Assert.True(result.allclose(image));

        new SlidingWindowInferer(6, PaddingMode: PadMode.Reflect).Infer(image, See);
        Assert.Equal([2, 1, 2, 3, 2, 1], seen);
    }

    [Fact]
    public void OutputsOfOtherResolution_AreStitchedAtTheirScale()
    {
        using var scope = NewDisposeScope();
        var image = arange(16, ScalarType.Float32).reshape(1, 1, 16);

        var outputs = new SlidingWindowInferer(8, 2, 0.5, BlendMode.Gaussian).Infer(
            image, x => (IReadOnlyList<Tensor>)[cat([x, -x], 1), nn.functional.avg_pool1d(x, 2), x.repeat_interleave(2, dim: 2)]);

        Assert.Equal(3, outputs.Count);
        Assert.True(outputs[0].allclose(cat([image, -image], 1)));
        Assert.True(outputs[1].allclose(nn.functional.avg_pool1d(image, 2)));
        Assert.True(outputs[2].allclose(image.repeat_interleave(2, dim: 2)));
    }

    [Fact]
    public void OutputOfHalfResolution_LosesThePaddingToo()
    {
        // 4 voxels in a window of 8: 2 before and after, so one of 4 outputs each.
        using var scope = NewDisposeScope();

        var output = new SlidingWindowInferer(8).Infer(tensor([1f, 3, 5, 7], [1, 1, 4]), x => nn.functional.avg_pool1d(x, 2));

        Assert.True(output.allclose(tensor([2f, 6], [1, 1, 2])));
    }

    [Fact]
    public void FailedAllocation_HalvesTheBatchAndCountsNothingTwice()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 32], generator: new Generator(2));
        List<long> batches = [];

        var outputs = new SlidingWindowInferer(4, 8, 0.5).Infer(image, x =>
        {
            batches.Add(x.shape[0]);
            return (IReadOnlyList<Tensor>)[x, x.shape[0] > 2 ? TooLarge() : x * 2];
        });

        // 15 windows: 8 and 4 fail, then seven batches of 2 and one window.
        Assert.Equal([8, 4, 2, 2, 2, 2, 2, 2, 2, 1], batches);
        Assert.True(outputs[0].allclose(image));
        Assert.True(outputs[1].allclose(image * 2));
    }

    [Fact]
    public void OtherFailures_AreNotTriedAgain()
    {
        using var scope = NewDisposeScope();
        var calls = 0;
        Tensor Fail(Tensor x)
        {
            calls++;
            return zeros(2, 3).mm(zeros(2, 3));
        }

        Assert.Throws<ExternalException>(() => new SlidingWindowInferer(4, 8).Infer(zeros(1, 1, 32), Fail));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void WindowThatDoesNotFitAlone_IsAnError()
    {
        using var scope = NewDisposeScope();
        var batch = 0L;
        Tensor Fail(Tensor x)
        {
            batch = x.shape[0];
            return TooLarge();
        }

        Assert.Throws<ExternalException>(() => new SlidingWindowInferer(4, 8).Infer(zeros(1, 1, 32), Fail));
        Assert.Equal(1, batch);
    }

    [Fact]
    public void Progress_EndsWithAll()
    {
        using var scope = NewDisposeScope();
        Shares shares = new();

        new SlidingWindowInferer(4, 1, 0.0) { OnProgress = shares }.Infer(zeros(1, 1, 16), x => x);

        Assert.Equal([0.25, 0.5, 0.75, 1], shares.Seen);
    }

    [Fact]
    public void Gradients_AreNotRecorded()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Conv1d(1, 2, 3, padding: 1);

        var result = new SlidingWindowInferer(4, 2).Infer(ones(1, 1, 10), network);

        Assert.Equal([1, 2, 10], result.shape);
        Assert.False(result.requires_grad);
    }

    [Fact]
    public void OneCall_DoesTheSame()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 10, 10], generator: new Generator(3));

        Assert.True(SlidingWindow.Infer(image, [4, 4], 2, x => x.square()).Single.allclose(image.square()));
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var image = randn(1, 1, 9, 9);
        SlidingWindowInferer inferer = new([4, 12], 3, 0.5, BlendMode.Gaussian);

        Assert.Equal(0, LiveTensors.Growth(() => inferer.Infer(image, x => x * 2).Dispose()));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void OverlapOutOfRange_IsRejected(double overlap)
        => Assert.Contains("Overlap", Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowInferer(4, Overlap: overlap)).Message);

    [Fact]
    public void NoWindowInABatch_IsRejected()
        => Assert.Throws<ArgumentOutOfRangeException>("SwBatchSize", () => new SlidingWindowInferer(4, 0));

    [Fact]
    public void ImageWithoutSpatialAxes_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).Infer(zeros(2, 3), x => x)).Message);
    }

    [Fact]
    public void RoiForAnotherNumberOfAxes_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("one value or 2", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer([4, 4, 4]).Infer(zeros(1, 1, 8, 8), x => x)).Message);
    }

    [Fact]
    public void NetworkThatLosesItems_IsRejected()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4, 2).Infer(zeros(1, 1, 8), x => x.mean([0], keepdim: true)));

        Assert.Contains("[1, 1, 4] of 2 windows [4]", error.Message);
    }

    [Fact]
    public void NamedOutputs_KeepTheirNames()
    {
        using var scope = NewDisposeScope();
        var image = rand(1, 1, 8);

        var outputs = new SlidingWindowInferer(4).Infer(image, (Tensor x) => (IReadOnlyDictionary<string, Tensor>)new Dictionary<string, Tensor> { ["b"] = x + 1, ["a"] = x + 2 });

        Assert.True(outputs["a"].allclose(image + 2));
        Assert.True(outputs["b"].allclose(image + 1));
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(2, 0)]
    [InlineData(99, 1)]
    public void Buffering_ChangesNothing(int steps, int axis)
    {
        using var scope = NewDisposeScope();
        var image = randn([2, 1, 9, 11, 6], generator: new Generator(5));
        var plain = new SlidingWindowInferer([4, 5, 3], 3, 0.4, BlendMode.Gaussian);
        Tensor Network(Tensor x) => nn.functional.avg_pool3d(x, [3, 3, 3], [1, 1, 1], [1, 1, 1]);      // sees the window's border

        Assert.True((plain with { BufferSteps = steps, BufferDim = axis }).Infer(image, Network).allclose(plain.Infer(image, Network), 1e-5, 1e-6));
    }

    [Fact]
    public void ProcessFn_ChangesOutputsAndWeights()
    {
        // Windows of 4 at 0 and 2 in a line of 6 say 1 and 2; the second is told to count three times.
        using var scope = NewDisposeScope();
        var calls = 0;
        var inferer = new SlidingWindowInferer(4, Overlap: 0.5)
        {
            ProcessFn = (outputs, _, weights) => ([outputs[0] * 10], calls == 2 ? weights * 3 : weights),
        };

        var result = inferer.Infer(zeros(1, 1, 6), x => x + ++calls);

        Assert.Equal([10, 10, 17.5f, 17.5f, 20, 20], Values(result));      // (10 + 3 * 20) / 4
    }

    [Fact]
    public void CachedWeights_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        var image = rand(1, 1, 9, 9);
        var inferer = new SlidingWindowInferer([4, 4], 2, 0.5, BlendMode.Gaussian);
        Tensor Network(Tensor x) => nn.functional.avg_pool2d(x, 3, 1, 1);

        Assert.True(new SlidingWindowInferer([4, 4], 2, 0.5, BlendMode.Gaussian, CacheRoiWeightMap: true).Infer(image, Network).allclose(inferer.Infer(image, Network)));
    }

    [Fact]
    public void GaussianWeights_FavourTheMiddleOfAWindow()
    {
        // Voxel 3 of windows 0..3 (says 1) and 2..5 (says 2): weights exp(-x^2 / (2 (4 / 8)^2)) at x = 1.5 and -0.5.
        using var scope = NewDisposeScope();
        var calls = 0;
        var (far, near) = (Math.Exp(-1.5 * 1.5 / 0.5), Math.Exp(-0.5 * 0.5 / 0.5));

        var result = new SlidingWindowInferer(4, Overlap: 0.5, Mode: BlendMode.Gaussian).Infer(zeros(1, 1, 6), x => x + ++calls);

        Assert.Equal(((1 * far) + (2 * near)) / (far + near), result[0, 0, 3].item<float>(), 5);
    }

    [Fact]
    public void FailingNetwork_LeavesNoTensors()
    {
        using var image = rand(1, 1, 9);
        var calls = 0;

        Assert.Equal(0, LiveTensors.Growth(() => Assert.Throws<InvalidOperationException>(
            () => new SlidingWindowInferer(4, BufferSteps: 1).Infer(image, x => ++calls % 2 == 0 ? throw new InvalidOperationException() : x + 1))));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();
        var image = rand(1, 1, 8, 8);
        Tensor Network(Tensor x) => x + 1;

        Assert.Contains("overlap", Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowInferer(4, Overlap: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowInferer(4, 0));
        Assert.Contains("roi_size is [4, 4, 4]", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer([4, 4, 4]).Infer(image, Network)).Message);
        Assert.Contains("buffer_dim is 2", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4, BufferSteps: 1, BufferDim: 2).Infer(image, Network)).Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).Infer(image.to_type(ScalarType.Int64), Network)).Message);
        Assert.Contains("spatial axes", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).Infer(image, x => x.flatten(1))).Message);
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().AsSpan<float>().ToArray();

    /// <summary>More bytes than addresses: no machine can give them.</summary>
    private static Tensor TooLarge() => empty(1L << 56);

    private sealed class Shares : IProgress<double>
    {
        public List<double> Seen { get; } = [];

        public void Report(double value) => Seen.Add(value);
    }
}
