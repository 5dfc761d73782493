using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Formats;

public class ImageVolumeTests
{
    public static TheoryData<long[], int> Shapes { get; } = new()
    {
        { [1], 1 },
        { [7], 1 },
        { [70001], 1 },
        { [5, 4], 1 },
        { [1, 9, 1], 1 },
        { [2, 3, 4], 1 },
        { [65, 3, 66], 1 },
        { [130, 1, 129], 1 },
        { [3, 2, 4, 5], 1 },
        { [4, 3, 2], 3 },
        { [70, 5, 70], 2 },
        { [3, 5], 16 },
        { [2, 1, 3, 2, 1, 2, 3], 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RowMajorCopy_HasEveryVoxelInItsPlace(long[] dimensions, int components)
    {
        var header = new ImageHeader(VoxelType.Int32, dimensions, Affine.Identity(3)) { Components = components };
        var voxels = Enumerable.Range(0, (int)header.Count).ToArray();
        var copy = new ImageVolume(header, voxels).ToArray<long>();
        for (var target = 0L; target < header.Count; target++)
        {
            // Axes of the target from the fastest on; in the source the first axis is fastest.
            var (rest, source, indices) = (target / components, 0L, new long[dimensions.Length]);
            for (var axis = dimensions.Length - 1; axis >= 0; axis--)
            {
                (rest, indices[axis]) = Math.DivRem(rest, dimensions[axis]);
            }
            for (var axis = dimensions.Length - 1; axis >= 0; axis--)
            {
                source = (source * dimensions[axis]) + indices[axis];
            }
            if (copy[target] != (source * components) + (target % components))
            {
                Assert.Fail($"element {target} of {header.ArrayShape} is {copy[target]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RowMajorValues_ComeBack(long[] dimensions, int components)
    {
        var count = (int)dimensions.Aggregate(1L, (product, length) => product * length) * components;
        var values = Enumerable.Range(0, count).Select(i => (i % 1000) - 0.5f).ToArray();
        var volume = ImageVolume.FromRowMajor<float>(values, dimensions, Affine.Identity(3), VoxelType.Float64, components);
        Assert.Equal(values, volume.ToArray<float>());
    }

    [Fact]
    public void Scaling_IsProductThenSumInDouble()
    {
        var header = new ImageHeader(VoxelType.Int16, [3], Affine.Identity(3)) { Slope = 0.1, Intercept = -3.3 };
        var volume = new ImageVolume(header, new short[] { -7, 0, 1000 });
        Assert.Equal([(-7 * 0.1) + -3.3, -3.3, (1000 * 0.1) + -3.3], volume.ToArray<double>());
        Assert.Equal([(float)((-7 * 0.1) + -3.3), -3.3f, (float)((1000 * 0.1) + -3.3)], volume.ToArray<float>());
        Assert.Equal(VoxelType.Float64, header.ValueType);
    }

    [Fact]
    public void ToIntegers_FractionsDropAndBoundsHold()
    {
        var volume = ImageVolume.FromRowMajor<double>([-1.9, 2.9, 300, -300, double.NaN], [5], Affine.Identity(3));
        Assert.Equal([0, 2, 255, 0, 0], volume.ToArray<byte>());
        Assert.Equal([-1, 2, 127, -128, 0], volume.ToArray<sbyte>());
        Assert.Equal([-1, 2, 300, -300, 0], volume.ToArray<long>());
    }

    [Fact]
    public void TrailingAxesAndComponents_AreChannels()
    {
        var header = new ImageHeader(VoxelType.UInt8, [4, 5, 6, 7, 2], Affine.Identity(3)) { Components = 3 };
        Assert.Equal([4, 5, 6], header.Shape);
        Assert.Equal(42, header.Channels);
        Assert.Equal([4, 5, 6, 7, 2, 3], header.ArrayShape);
        Assert.Equal(5040, header.Count);
        Assert.Equal(2, new ImageHeader(VoxelType.UInt8, [4, 5], Affine.Identity(3)).SpatialRank);
    }

    [Fact]
    public void WrongArrays_AreRejected()
    {
        var header = new ImageHeader(VoxelType.UInt8, [4], Affine.Identity(3));
        Assert.Throws<ArgumentException>(() => new ImageVolume(header, new byte[3]));
        Assert.Throws<ArgumentException>(() => new ImageVolume(header, new sbyte[4]));
        Assert.Throws<ArgumentException>(() => new ImageVolume(header, new byte[4]).CopyTo<float>(new float[5]));
        Assert.Throws<ArgumentException>(() => ImageVolume.FromRowMajor<float>(new float[5], [2, 2], Affine.Identity(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => header with { Components = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => header with { Components = 17 });
        Assert.Throws<ArgumentException>(() => new ImageHeader(VoxelType.UInt8, [4, 0], Affine.Identity(3)));
        Assert.Throws<ArgumentException>(() => new ImageHeader(VoxelType.UInt8, [long.MaxValue, 2], Affine.Identity(3)));
    }
}
