using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class WatershedTests
{
    [Fact]
    public void FloodsMeet_OnTheRidge()
    {
        double[] heights = [0, 1, 2, 3, 2, 1, 0];
        int[] labels = [1, 0, 0, 0, 0, 0, 2];
        Watershed.Flood(heights, [1, 1, 1, 1, 1, 1, 1], [7], 1, labels);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2], labels);
    }

    [Fact]
    public void Flood_StaysInTheMask_AndReachesAllOfItThatIsConnected()
    {
        var shape = new long[] { 12, 14 };
        var mask = Voxels.Random(shape, 0.7, seed: 1);
        var heights = Array.ConvertAll(Voxels.Random(shape, 0.5, seed: 2), value => (double)value);
        var components = new int[mask.Length];
        var count = ConnectedComponents.Label<byte>(mask, shape, 1, components).Count;
        var labels = new int[mask.Length];
        for (var component = 1; component <= count; component++)
        {
            labels[Array.IndexOf(components, component)] = component;
        }
        Watershed.Flood(heights, mask, shape, 1, labels);
        Assert.Equal(components, labels);
    }

    [Fact]
    public void LocalMinima_AreLowestPlateaus_NotWholeImages()
    {
        double[] heights = [3, 1, 1, 2, 0, 2];
        var minima = new byte[6];
        Watershed.LocalMinima(heights, [6], 1, minima);
        Assert.Equal([0, 1, 1, 0, 1, 0], minima);
        Watershed.LocalMinima(new double[6], [2, 3], 2, minima);
        Assert.All(minima, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ConnectivityBeyondTheAxes_IsRejected()
        => Assert.Throws<ArgumentException>(() => Watershed.Flood(new double[4], new byte[4], [2, 2], 3, new int[4]));
}
