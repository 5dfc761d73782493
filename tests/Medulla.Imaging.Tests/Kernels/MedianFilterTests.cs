using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class MedianFilterTests
{
    public static TheoryData<long[], int[]> Images => new()
    {
        { [9], [1] }, { [1], [2] }, { [40], [3] }, { [5, 7], [1, 1] }, { [4, 33], [0, 2] }, { [6, 5, 19], [1, 1, 1] }, { [3, 2, 4], [2, 1, 0] },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Median_IsTheMiddleOfTheSortedBox(long[] shape, int[] radius)
    {
        var random = new Random(1);
        var count = (int)Voxels.Count(shape);
        var image = Enumerable.Range(0, 2 * count).Select(_ => (float)random.Next(50)).ToArray();
        var result = new float[image.Length];
        MedianFilter.Apply(image, shape, 2, radius, result);
        for (var i = 0; i < image.Length; i++)
        {
            var box = Box(Voxels.Index(i % count, shape), shape, radius).Select(at => image[i / count * count + at]).Order().ToList();
            Assert.Equal(box[box.Count / 2], result[i]);
        }
    }

    [Fact]
    public void RadiusForEachAxis_IsNeeded()
    {
        var message = Assert.Throws<ArgumentException>(() => MedianFilter.Apply(new float[4], [2, 2], 1, [1], new float[4])).Message;
        Assert.Contains("[1]", message);
    }

    [Fact]
    public void InPlace_IsRejected()
    {
        var image = new float[4];
        Assert.Throws<ArgumentException>(() => MedianFilter.Apply(image, [4], 1, [1], image));
    }

    /// <summary>Flat indices of the box around a voxel, cut to the image by repeating its outermost voxels.</summary>
    private static IEnumerable<long> Box(long[] center, long[] shape, int[] radius)
        => Enumerable.Range(0, shape.Length).Aggregate(
            (IEnumerable<long>)[0L],
            (flat, axis) => flat.SelectMany(at => Enumerable.Range(-radius[axis], 2 * radius[axis] + 1)
                .Select(offset => at * shape[axis] + Math.Clamp(center[axis] + offset, 0, shape[axis] - 1))));
}
