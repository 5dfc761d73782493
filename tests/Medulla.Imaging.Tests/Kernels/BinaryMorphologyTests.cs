using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class BinaryMorphologyTests
{
    public static TheoryData<long[]> Shapes => new(
        new long[] { 1 }, new long[] { 2 }, new long[] { 90 }, new long[] { 7, 9 }, new long[] { 1, 5 }, new long[] { 5, 70 },
        new long[] { 4, 1, 6 }, new long[] { 5, 6, 7 }, new long[] { 3, 4, 80 }, new long[] { 44, 40, 41 });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Erosion_KeepsVoxelsWhoseFaceNeighboursAreInside(long[] shape)
    {
        var mask = Voxels.Random(shape, 0.9, seed: 1);
        foreach (var border in new[] { false, true })
        {
            var result = new byte[mask.Length];
            BinaryMorphology.Erode(mask, shape, result, border);
            for (var i = 0; i < mask.Length; i++)
            {
                var stays = mask[i] != 0 && Voxels.Neighbours(i, shape, 1).All(n => n < 0 ? border : mask[n] != 0);
                Assert.Equal(stays ? 1 : 0, result[i]);
            }
        }
    }

    [Fact]
    public void AnyValueButZero_IsInside()
    {
        byte[] mask = [9, 255, 2, 128, 0, 3, 3];
        var result = new byte[7];
        BinaryMorphology.Erode(mask, [7], result);
        Assert.Equal([0, 1, 1, 0, 0, 0, 0], result);
        BinaryMorphology.FillHoles(mask, [7], result);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], result);
    }

    [Fact]
    public void ErosionInPlace_IsRejected()
    {
        var mask = new byte[8];
        Assert.Contains("overlaps", Assert.Throws<ArgumentException>(() => BinaryMorphology.Erode(mask.AsSpan(0, 4), [2, 2], mask.AsSpan(2, 4))).Message);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FilledHoles_AreWhatNoPathJoinsToTheBorder(long[] shape)
    {
        var mask = Voxels.Random(shape, 0.6, seed: 2);
        for (var connectivity = 1; connectivity <= shape.Length; connectivity++)
        {
            var result = new byte[mask.Length];
            BinaryMorphology.FillHoles(mask, shape, result, connectivity);
            var open = new HashSet<int>();
            for (var i = 0; i < mask.Length; i++)
            {
                if (mask[i] == 0 && !open.Contains(i) && Voxels.Neighbours(i, shape, 1).Contains(-1))
                {
                    open.UnionWith(Voxels.Flood(i, shape, connectivity, n => mask[n] == 0));
                }
            }
            Assert.Equal(Enumerable.Range(0, mask.Length).Select(i => (byte)(open.Contains(i) ? 0 : 1)), result);
        }
    }

    [Fact]
    public void HoleOpenAtACorner_IsAHoleUnlessCornersConnect()
    {
        byte[] ring =
        [
            0, 1, 1,
            1, 0, 1,
            1, 1, 1,
        ];
        var faces = new byte[9];
        BinaryMorphology.FillHoles(ring, [3, 3], faces);
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 1], faces);
        BinaryMorphology.FillHoles(ring, [3, 3], ring, connectivity: 2);   // in place
        Assert.Equal([0, 1, 1, 1, 0, 1, 1, 1, 1], ring);
    }

    [Fact]
    public void ConnectivityBeyondTheAxes_IsRejected()
        => Assert.Throws<ArgumentException>(() => BinaryMorphology.FillHoles(new byte[4], [2, 2], new byte[4], 3));

    [Fact]
    public void ShapeThatDoesNotFit_IsRejected()
        => Assert.Throws<ArgumentException>(() => BinaryMorphology.Erode(new byte[4], [2, 3], new byte[4]));
}
