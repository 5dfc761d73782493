using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class BoxMorphologyTests
{
    public static TheoryData<long[], int[]> Cases => new()
    {
        { [1], [3] }, { [90], [5] }, { [7, 9], [3, 5] }, { [1, 5], [5, 1] }, { [5, 70], [1, 3] }, { [4, 1, 6], [3, 3, 3] }, { [5, 6, 70], [7, 3, 5] }, { [40, 30, 35], [3, 3, 3] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boxes_AreTriedVoxelByVoxel(long[] shape, int[] box)
    {
        foreach (var border in new[] { false, true })
        {
            var (grown, worn) = (new byte[Voxels.Count(shape)], new byte[Voxels.Count(shape)]);
            var (sparse, dense) = (Voxels.Random(shape, 0.05, seed: 3), Voxels.Random(shape, 0.95, seed: 4));
            BoxMorphology.Dilate(sparse, shape, box, grown, border);
            BoxMorphology.Erode(dense, shape, box, worn, border);
            for (var i = 0; i < grown.Length; i++)
            {
                var around = Around(i, shape, box).ToList();
                Assert.Equal(around.Any(n => n < 0 ? border : sparse[n] != 0) ? 1 : 0, grown[i]);
                Assert.Equal(around.All(n => n < 0 ? border : dense[n] != 0) ? 1 : 0, worn[i]);
            }
        }
    }

    [Fact]
    public void InPlace_GivesTheSame()
    {
        long[] shape = [6, 7, 8];
        var mask = Voxels.Random(shape, 0.7, seed: 5);
        var expected = new byte[mask.Length];
        BoxMorphology.Erode(mask, shape, [3, 1, 3], expected);
        BoxMorphology.Erode(mask, shape, [3, 1, 3], mask);
        Assert.Equal(expected, mask);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 3)]
    [InlineData(-1, 3)]
    public void BoxThatIsNotOdd_IsRejected(int first, int second)
        => Assert.Contains("odd", Assert.Throws<ArgumentException>(() => BoxMorphology.Dilate(new byte[6], [2, 3], [first, second], new byte[6])).Message);

    [Fact]
    public void BoxOfOtherAxes_IsRejected() => Assert.Throws<ArgumentException>(() => BoxMorphology.Dilate(new byte[6], [2, 3], [3], new byte[6]));

    /// <summary>Positions under a box; -1 beyond the image.</summary>
    private static IEnumerable<int> Around(int position, long[] shape, int[] box)
        => box.Aggregate((IEnumerable<long[]>)[[]], (offsets, size) => offsets.SelectMany(o => Enumerable.Range(-(size / 2), size).Select(step => (long[])[.. o, step])))
            .Select(offset => Voxels.Position([.. Voxels.Index(position, shape).Zip(offset, (a, b) => a + b)], shape));
}
