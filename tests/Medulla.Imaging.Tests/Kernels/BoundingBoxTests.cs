using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class BoundingBoxTests
{
    public static TheoryData<long[]> Shapes => new(new long[] { 40 }, new long[] { 30, 35 }, new long[] { 12, 13, 14 }, new long[] { 44, 40, 41 });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Box_IsTheSmallestThatHoldsAll(long[] shape)
    {
        var mask = Voxels.Random(shape, 3.0 / Voxels.Count(shape), seed: 1);
        mask[mask.Length / 2] = 5;
        long[][] inside = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0).Select(i => Voxels.Index(i, shape))];
        var box = BoundingBox.OfNonZero<byte>(mask, shape)!;
        Assert.Equal(shape.Select((_, axis) => inside.Min(index => index[axis])), box.Start);
        Assert.Equal(shape.Select((_, axis) => inside.Max(index => index[axis]) + 1), box.End);
    }

    [Fact]
    public void ImageOfZeros_HasNoBox() => Assert.Null(BoundingBox.OfNonZero<float>(new float[6], [2, 3]));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void BoxOfAValue_IsThatOfItsMask(long[] shape)
    {
        var mask = Voxels.Random(shape, 3.0 / Voxels.Count(shape), seed: 2);
        mask[mask.Length / 3] = 1;
        var values = Array.ConvertAll(mask, value => value == 0 ? 0.5f : 2);
        Assert.Equal(BoundingBox.OfNonZero<byte>(mask, shape), BoundingBox.OfValue(values, shape, 2, out var hasNaN));
        Assert.False(hasNaN);
        Assert.Null(BoundingBox.OfValue(values, shape, 3, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(34)]
    public void NaNAnywhere_IsSeen(int place)
    {
        var values = new float[35];
        values[place] = float.NaN;
        Assert.Null(BoundingBox.OfValue(values, [35], 1, out var hasNaN));
        Assert.True(hasNaN);
    }

    [Fact]
    public void Crop_TakesTheVoxelsOfTheBox()
    {
        int[] image = [.. Enumerable.Range(0, 24)];   // [2, 3, 4]
        Assert.Equal([17, 18, 21, 22], new BoundingBox(new long[] { 1, 1, 1 }, new long[] { 2, 3, 3 }).Crop<int>(image, [2, 3, 4]));
        Assert.Equal([1, 5], new BoundingBox(new long[] { 0, 1 }, new long[] { 2, 2 }).Crop<int>(image.AsSpan(0, 8), [2, 4]));
    }

    [Fact]
    public void Union_HoldsBoth()
        => Assert.Equal(
            new BoundingBox(new long[] { 0, 2 }, new long[] { 5, 9 }),
            new BoundingBox(new long[] { 0, 4 }, new long[] { 3, 9 }).Union(new(new long[] { 1, 2 }, new long[] { 5, 6 })));

    [Fact]
    public void BoxBeyondTheImage_IsRejected()
        => Assert.Contains("does not lie in", Assert.Throws<ArgumentException>(
            () => new BoundingBox(new long[] { 0, 0 }, new long[] { 2, 5 }).Crop<int>(new int[8], [2, 4])).Message);
}
