using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class ConnectedComponentsTests
{
    [Fact]
    public void Numbers_FollowTheFirstVoxels()
    {
        // The two ends of the U meet in the last row only, and keep the number of the earlier one.
        byte[] mask =
        [
            1, 0, 1, 0, 1,
            1, 0, 1, 0, 0,
            1, 1, 1, 0, 1,
        ];
        var labels = new int[mask.Length];
        var sizes = ConnectedComponents.Label<byte>(mask, [3, 5], 1, labels);
        Assert.Equal(
            [
                1, 0, 1, 0, 2,
                1, 0, 1, 0, 0,
                1, 1, 1, 0, 3,
            ], labels);
        Assert.Equal([7, 1, 1], sizes);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Connectivity_DecidesBetweenFacesEdgesAndCorners(int connectivity, int expected)
    {
        // Voxels (0,0,0), (0,1,1) and (1,2,0): the first two share an edge, the last two a corner.
        var mask = new byte[2 * 3 * 2];
        mask[0] = mask[3] = mask[10] = 1;
        Assert.Equal(expected, ConnectedComponents.Label<byte>(mask, [2, 3, 2], connectivity, new int[12]).Count);
    }

    [Theory]
    [InlineData(1, 0.5, 40)]
    [InlineData(2, 0.6, 13, 11)]
    [InlineData(3, 0.35, 7, 9, 8)]
    [InlineData(4, 0.25, 1, 6, 70)]
    [InlineData(5, 0.3, 34, 50, 41)]   // enough voxels for several threads
    public void Labels_AreThoseOfFloodFilling(int seed, double share, params int[] size)
    {
        var shape = Array.ConvertAll(size, n => (long)n);
        var mask = Voxels.Random(shape, share, seed);
        for (var connectivity = 1; connectivity <= shape.Length; connectivity++)
        {
            var labels = new int[mask.Length];
            var sizes = ConnectedComponents.Label<byte>(mask, shape, connectivity, labels);
            var (expected, expectedSizes) = Flooded(mask, shape, connectivity);
            Assert.Equal(expected, labels);
            Assert.Equal(expectedSizes, sizes);
        }
    }

    [Theory]
    [InlineData(1, 90)]
    [InlineData(2, 12, 15)]
    [InlineData(3, 6, 7, 9)]
    [InlineData(4, 3, 4, 140)]
    [InlineData(5, 34, 50, 41)]
    public void LabelsOfValues_AreThoseOfFloodFilling(int seed, params int[] size)
    {
        var shape = Array.ConvertAll(size, n => (long)n);
        var random = new Random(seed);
        short[] values = [.. Enumerable.Range(0, (int)Voxels.Count(shape)).Select(_ => (short)random.Next(-1, 3))];
        for (var connectivity = 1; connectivity <= shape.Length; connectivity++)
        {
            var labels = new int[values.Length];
            var sizes = ConnectedComponents.LabelValues<short>(values, shape, connectivity, labels);
            var (expected, expectedSizes) = Flooded(values, shape, connectivity);
            Assert.Equal(expected, labels);
            Assert.Equal(expectedSizes, sizes);
        }
    }

    [Fact]
    public void MasksOfAnyType_AreLabelledAlike()
    {
        long[] shape = [5, 9, 150];
        var mask = Voxels.Random(shape, 0.4, seed: 6);
        var expected = new int[mask.Length];
        ConnectedComponents.Label<byte>(mask, shape, 2, expected);
        Check(mask.Select(m => m != 0));
        Check(mask.Select(m => (short)-m));
        Check(mask.Select(m => m * 70000));
        Check(mask.Select(m => m * 0.5f));
        Check(mask.Select(m => (long)m << 40));

        void Check<T>(IEnumerable<T> values)
            where T : unmanaged, IEquatable<T>
        {
            var labels = new int[expected.Length];
            ConnectedComponents.Label<T>(values.ToArray(), shape, 2, labels);
            Assert.Equal(expected, labels);
        }
    }

    [Fact]
    public void EmptyMask_HasNoComponents()
    {
        int[] labels = [7, 7, 7];
        Assert.Empty(ConnectedComponents.Label<byte>(new byte[3], [3], 1, labels));
        Assert.Equal([0, 0, 0], labels);
        Assert.Empty(ConnectedComponents.Label<byte>([], [2, 0, 4], 1, []));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void ConnectivityBeyondTheAxes_IsRejected(int connectivity)
        => Assert.Contains("1 to the number of axes", Assert.Throws<ArgumentException>(
            () => ConnectedComponents.Label<byte>(new byte[4], [2, 2], connectivity, new int[4])).Message);

    [Fact]
    public void ShapeThatDoesNotFit_IsRejected()
    {
        Assert.Contains("[2, 3] voxels are 6", Assert.Throws<ArgumentException>(() => ConnectedComponents.Label<byte>(new byte[4], [2, 3], 1, new int[4])).Message);
        Assert.Throws<ArgumentException>(() => ConnectedComponents.Label<byte>(new byte[4], [2, 2], 1, new int[3]));
        Assert.Throws<ArgumentException>(() => ConnectedComponents.Label<byte>(new byte[4], [1, 1, 2, 2], 1, new int[4]));
    }

    private static (int[] Labels, List<long> Sizes) Flooded<T>(T[] values, long[] shape, int connectivity)
        where T : IEquatable<T>
    {
        var labels = new int[values.Length];
        List<long> sizes = [];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Equals(default) || labels[i] != 0)
            {
                continue;
            }
            var component = Voxels.Flood(i, shape, connectivity, n => values[n].Equals(values[i]));
            sizes.Add(component.Count);
            foreach (var position in component)
            {
                labels[position] = sizes.Count;
            }
        }
        return (labels, sizes);
    }
}
