using Medulla.Inferers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class SlidingWindowInfererAdaptTests
{
    private static readonly Device Gpu = new(DeviceType.CUDA, 0);

    [Fact]
    public void OnAGpu_SlabsBecomeThinnerAndAtLastAllIsDoneOnTheCpu()
        => Assert.Equal(
            [(Gpu, null, -1), (CPU, 4, -1), (CPU, 2, -1), (CPU, 1, -1), (CPU, (int?)null, -1)],
            Tries(new(4, BufferSteps: 4), Gpu, [1, 1, 8, 8, 8]));

    [Fact]
    public void LongImages_AreCutAcrossTheirLongestAxis()
        => Assert.Equal([(Gpu, null, -1), (CPU, 1, 1), (CPU, (int?)null, -1)], Tries(new(4), Gpu, [1, 1, 8, 16, 8]));

    [Fact]
    public void ImageAboveTheThreshold_IsNotTriedWhereItLies()
        => Assert.Equal([(CPU, 1, -1), (CPU, (int?)null, -1)], Tries(new(4, CpuThresh: 100), Gpu, [1, 1, 8, 16]));

    [Fact]
    public void NoBufferSteps_MeansNoSlabs()
        => Assert.Equal([(Gpu, null, -1), (CPU, (int?)null, -1)], Tries(new(4, BufferSteps: 0), Gpu, [1, 1, 8, 8]));

    [Fact]
    public void OnTheCpu_ThereIsNothingToFallBackOn()
        => Assert.Equal([(CPU, (int?)null, -1)], Tries(new(4), CPU, [1, 1, 8, 8]));

    [Fact]
    public void Result_IsThatOfAPlainSlidingWindow()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 9, 7], generator: new Generator(1));
        static Tensor Network(Tensor x) => nn.functional.avg_pool2d(x, 3, 1, 1);

        Assert.True(new SlidingWindowInfererAdapt(4, 2, 0.5).Infer(image, Network).allclose(new SlidingWindowInferer(4, 2, 0.5).Infer(image, Network)));
    }

    private static IEnumerable<(Device?, int?, int)> Tries(SlidingWindowInfererAdapt inferer, Device device, long[] shape)
        => inferer.Tries(device, shape).Select(one => (one.Device, one.BufferSteps, one.BufferDim));
}
