using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class WindowsTests
{
    [Fact]
    public void LastWindow_IsMovedInside()
    {
        // Steps of 4 * (1 - 0.25) = 3: 0, 3, 6, and 9 moved to 10 - 4 = 6.
        Assert.Equal([[0], [3], [6]], Windows.Cover([10], [4], [0.25]));
        Assert.Equal([[0], [3], [5]], Windows.Cover([9], [4], [0.25]));
    }

    [Fact]
    public void LastAxis_RunsFastest()
        => Assert.Equal([[0, 0], [0, 2], [2, 0], [2, 2]], Windows.Cover([4, 4], [2, 2], [0, 0]));

    [Fact]
    public void AxisOfTheWindowsSize_HasOneWindow()
        => Assert.Equal([[0, 0], [0, 2]], Windows.Cover([3, 4], [3, 2], [0.9, 0]));

    [Fact]
    public void OverlapOfAlmostAll_StepsByOne()
        => Assert.Equal([[0], [1], [2]], Windows.Cover([4], [2], [0.99]));

    [Theory]
    [InlineData(7, 3, 0.0)]
    [InlineData(50, 16, 0.5)]
    [InlineData(5, 5, 0.25)]
    [InlineData(31, 8, 0.7)]
    public void EveryVoxel_IsCovered(long size, long window, double overlap)
    {
        var starts = Windows.Cover([size], [window], [overlap]);

        Assert.All(Enumerable.Range(0, (int)size), voxel => Assert.Contains(starts, start => start[0] <= voxel && voxel < start[0] + window));
        Assert.All(starts, start => Assert.InRange(start[0], 0, size - window));
    }

    [Fact]
    public void Gaussian_IsOneInTheMiddleAndFallsWithTheDistance()
    {
        // Sigma 5 * 0.2 = 1: exp(-1/2) one voxel off, exp(-2) two voxels off.
        using var scope = NewDisposeScope();
        var map = Windows.ImportanceMap([5], BlendMode.Gaussian, [0.2]).AsSpan<float>().ToArray();

        double[] wanted = [Math.Exp(-2), Math.Exp(-0.5), 1, Math.Exp(-0.5), Math.Exp(-2)];
        Assert.All(wanted.Zip(map), pair => Assert.Equal(pair.First, pair.Second, 6));
    }

    [Fact]
    public void Gaussian_IsTheProductOfItsAxesAndAtLeastAThousandth()
    {
        using var scope = NewDisposeScope();
        var map = Windows.ImportanceMap([9, 33], BlendMode.Gaussian);

        Assert.Equal([9, 33], map.shape);
        Assert.Equal(1, map[4, 16].item<float>());
        Assert.Equal(1e-3f, map[0, 0].item<float>());
    }

    [Fact]
    public void Constant_WeighsAllVoxelsAlike()
    {
        using var scope = NewDisposeScope();

        Assert.True(Windows.ImportanceMap([2, 3]).eq(1).all().item<bool>());
    }
}
