using Medulla.Inferers;

namespace Medulla.Tests.Inferers;

public sealed class WindowTests
{
    [Fact]
    public void LastWindow_IsMovedInside()
    {
        // Steps of 4 * (1 - 0.25) = 3: 0, 3, 6, and 9 moved to 10 - 4 = 6.
        Assert.Equal([[0], [3], [6]], Starts([10], [4], [0.25]));
        Assert.Equal([[0], [3], [5]], Starts([9], [4], [0.25]));
    }

    [Fact]
    public void LastAxis_RunsFastest()
        => Assert.Equal([[0, 0], [0, 2], [2, 0], [2, 2]], Starts([4, 4], [2, 2], [0, 0]));

    [Fact]
    public void AxisOfTheWindowsSize_HasOneWindow()
        => Assert.Equal([[0, 0], [0, 2]], Starts([3, 4], [3, 2], [0.9, 0]));

    [Fact]
    public void OverlapOfAlmostAll_StepsByOne()
        => Assert.Equal([[0], [1], [2]], Starts([4], [2], [0.99]));

    [Theory]
    [InlineData(7, 3, 0.0)]
    [InlineData(50, 16, 0.5)]
    [InlineData(5, 5, 0.25)]
    [InlineData(31, 8, 0.7)]
    public void EveryVoxel_IsCovered(long size, long window, double overlap)
    {
        var starts = Starts([size], [window], [overlap]);

        Assert.All(Enumerable.Range(0, (int)size), voxel => Assert.Contains(starts, start => start[0] <= voxel && voxel < start[0] + window));
        Assert.All(starts, start => Assert.InRange(start[0], 0, size - window));
    }

    private static IEnumerable<long[]> Starts(long[] image, long[] size, double[] overlap) => Window.Cover(1, image, size, overlap).Select(window => window.Start.ToArray());
}
