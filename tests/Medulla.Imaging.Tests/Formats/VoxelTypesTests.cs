using Medulla.Imaging.Formats;

namespace Medulla.Imaging.Tests.Formats;

public class VoxelTypesTests
{
    [Theory]
    [InlineData(0, 255, VoxelType.UInt8)]
    [InlineData(0, 256, VoxelType.Int16)]
    [InlineData(-1, 3, VoxelType.Int16)]
    [InlineData(0, 65535, VoxelType.UInt16)]
    [InlineData(-1, 65535, VoxelType.Int32)]
    [InlineData(0, 4294967295.0, VoxelType.UInt32)]
    [InlineData(-1, 4294967295.0, VoxelType.Int64)]
    [InlineData(0, 1e19, VoxelType.UInt64)]
    [InlineData(0, 0.5, VoxelType.Float32)]
    [InlineData(0, double.NaN, VoxelType.Float32)]
    [InlineData(0, double.PositiveInfinity, VoxelType.Float32)]
    [InlineData(-1e30, 1, VoxelType.Float32)]
    public void SmallestType_HoldsAllValues(double low, double high, VoxelType expected)
        => Assert.Equal(expected, VoxelTypes.SmallestFor<double>([1, low, high]));

    [Fact]
    public void WideIntegers_StayIntegers()
    {
        Assert.Equal(VoxelType.Int64, VoxelTypes.SmallestFor<long>([long.MaxValue, long.MinValue]));
        Assert.Equal(VoxelType.UInt64, VoxelTypes.SmallestFor<ulong>([ulong.MaxValue]));
    }

    [Fact]
    public void NoValues_FitIntoBytes() => Assert.Equal(VoxelType.UInt8, VoxelTypes.SmallestFor<float>([]));

    [Fact]
    public void EveryType_HasASizeAndAnArrayOfItsOwn()
    {
        foreach (var type in Enum.GetValues<VoxelType>())
        {
            var array = type.Allocate(3);
            Assert.Equal(type, VoxelTypes.Of(array.GetType().GetElementType()!));
            Assert.Equal(Buffer.ByteLength(type == VoxelType.Float16 ? new short[3] : array), 3 * type.Bytes());
        }
    }

    [Fact]
    public void OtherTypes_AreNoVoxels() => Assert.Throws<NotSupportedException>(() => VoxelTypes.Of<decimal>());
}
