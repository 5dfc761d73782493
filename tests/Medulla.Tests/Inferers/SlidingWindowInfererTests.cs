using System.Runtime.InteropServices;
using Medulla.Inferers;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SlidingWindowInfererTests
{
    private static Tensor Ramp(params long[] shape) => arange(shape.Aggregate((a, b) => a * b), ScalarType.Float32).reshape(shape);

    /// <summary>Four petabytes, which libtorch cannot get.</summary>
    private static Tensor TooLarge() => empty([1L << 50]);

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    [Theory]
    [InlineData(new[] { 4, 3 }, 1, 0.25, BlendMode.Constant)]
    [InlineData(new[] { 4, 3 }, 5, 0.5, BlendMode.Gaussian)]
    [InlineData(new[] { 3 }, 2, 0, BlendMode.Constant)]
    [InlineData(new[] { -1, 0 }, 2, 0.25, BlendMode.Constant)]
    [InlineData(new[] { 16, 5 }, 2, 0.25, BlendMode.Gaussian)]
    public void NetworkOfSingleVoxels_GivesWhatItGivesOnTheWholeImage(int[] roi, int batch, double overlap, BlendMode mode)
    {
        using var scope = NewDisposeScope();
        var image = Ramp(2, 1, 9, 7);

        var result = new SlidingWindowInferer(roi, batch, overlap, mode).Infer(image, x => cat([2 * x, x + 1], 1));

        Assert.True(result.allclose(cat([2 * image, image + 1], 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AnyNumberOfAxes_IsCovered(int rank)
    {
        using var scope = NewDisposeScope();
        var image = Ramp([1, 1, .. Enumerable.Repeat(7L, rank)]);

        Assert.True(new SlidingWindowInferer(3, 4).Infer(image, x => -x).allclose(-image));
    }

    [Fact]
    public void Windows_AreBlendedByTheirWeights()
    {
        // Windows of 4 at 0, 2 and 3 in a line of 7: each says its own number, 1, 2 and 3, everywhere.
        using var scope = NewDisposeScope();
        var calls = 0;

        var result = new SlidingWindowInferer(4, Overlap: 0.5).Infer(zeros(1, 1, 7), x => x + ++calls);

        Assert.Equal([1, 1, 1.5f, 2, 2.5f, 2.5f, 3], Values(result));
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
    public void SmallImage_IsPadded_AndCutBack()
    {
        // 3 voxels in a window of 6: one before, two after, as the network sees them.
        using var scope = NewDisposeScope();
        float[] seen = [];

        var result = new SlidingWindowInferer(6, Cval: 9).Infer(tensor([1f, 2, 3], [1, 1, 3]), x =>
        {
            seen = Values(x);
            return x.alias();
        });

        Assert.Equal([9, 1, 2, 3, 9, 9], seen);
        Assert.Equal([1f, 2, 3], Values(result));
    }

    [Fact]
    public void Reflection_FillsTheBorder()
    {
        using var scope = NewDisposeScope();
        float[] seen = [];

        new SlidingWindowInferer(6, PaddingMode: PadMode.Reflect).Infer(tensor([1f, 2, 3], [1, 1, 3]), x =>
        {
            seen = Values(x);
            return x.alias();
        });

        Assert.Equal([2, 1, 2, 3, 2, 1], seen);
    }

    [Fact]
    public void Outputs_MayHaveOtherResolutions()
    {
        using var scope = NewDisposeScope();
        var image = Ramp(1, 1, 8, 8);

        var outputs = new SlidingWindowInferer(4, 3, 0.5).Infer(
            image, (Tensor x) => (IReadOnlyList<Tensor>)[nn.functional.avg_pool2d(x, 2), x + 1, x.repeat_interleave(2, 2).repeat_interleave(2, 3)]);

        Assert.True(outputs[0].allclose(nn.functional.avg_pool2d(image, 2)));
        Assert.True(outputs[1].allclose(image + 1));
        Assert.True(outputs[2].allclose(image.repeat_interleave(2, 2).repeat_interleave(2, 3)));
    }

    [Fact]
    public void NamedOutputs_KeepTheirNames()
    {
        using var scope = NewDisposeScope();
        var image = Ramp(1, 1, 8);

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
        var image = Ramp(1, 1, 9, 9);
        var inferer = new SlidingWindowInferer([4, 4], 2, 0.5, BlendMode.Gaussian);
        Tensor Network(Tensor x) => nn.functional.avg_pool2d(x, 3, 1, 1);

        Assert.True(new SlidingWindowInferer([4, 4], 2, 0.5, BlendMode.Gaussian, CacheRoiWeightMap: true).Infer(image, Network).allclose(inferer.Infer(image, Network)));
    }

    [Fact]
    public void BatchThatDoesNotFit_IsHalved()
    {
        using var scope = NewDisposeScope();
        var image = Ramp(1, 1, 20);
        List<long> sizes = [];

        var result = new SlidingWindowInferer(2, 8, 0).Infer(image, x =>
        {
            sizes.Add(x.shape[0]);
            return x.shape[0] > 3 ? TooLarge() : x + 1;
        });

        Assert.Equal([8, 4, 2, 2, 2, 2, 2], sizes);      // ten windows
        Assert.True(result.allclose(image + 1));
    }

    [Fact]
    public void OneWindowThatDoesNotFit_IsAnError()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("memory", Assert.Throws<ExternalException>(() => new SlidingWindowInferer(2, 4).Infer(Ramp(1, 1, 8), _ => TooLarge())).Message);
    }

    [Fact]
    public void Progress_GrowsToOne()
    {
        using var scope = NewDisposeScope();
        var shares = new Shares();

        new SlidingWindowInferer(2, 2, 0) { OnProgress = shares }.Infer(Ramp(1, 1, 8), x => x + 1);

        Assert.Equal([0.5, 1], shares.Told);
    }

    [Fact]
    public void Gradients_AreOff()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Conv1d(1, 1, 1);

        Assert.False(new SlidingWindowInferer(2).Infer(Ramp(1, 1, 8), network).requires_grad);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Loop_KeepsNoTensors(int? bufferSteps)
    {
        using var image = Ramp(1, 1, 9, 9);
        var inferer = new SlidingWindowInferer(4, 2, 0.5, BlendMode.Gaussian, BufferSteps: bufferSteps);

        Assert.Equal(0, LiveTensors.Growth(() => inferer.Infer(image, x => (x * 2) + 1).Dispose()));
    }

    [Fact]
    public void FailingNetwork_LeavesNoTensors()
    {
        using var image = Ramp(1, 1, 9);
        var calls = 0;

        Assert.Equal(0, LiveTensors.Growth(() => Assert.Throws<InvalidOperationException>(
            () => new SlidingWindowInferer(4, BufferSteps: 1).Infer(image, x => ++calls % 2 == 0 ? throw new InvalidOperationException() : x + 1))));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();
        var image = Ramp(1, 1, 8, 8);
        Tensor Network(Tensor x) => x + 1;

        Assert.Contains("overlap", Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowInferer(4, Overlap: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindowInferer(4, 0));
        Assert.Contains("roi_size is [4, 4, 4]", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer([4, 4, 4]).Infer(image, Network)).Message);
        Assert.Contains("buffer_dim is 2", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4, BufferSteps: 1, BufferDim: 2).Infer(image, Network)).Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).Infer(image.to_type(ScalarType.Int64), Network)).Message);
        Assert.Contains("spatial axes", Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).Infer(image, x => x.flatten(1))).Message);
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Told { get; } = [];

        public void Report(double value) => Told.Add(value);
    }
}
