using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Imaging.Tests.Kernels.Resampling;

public class ResamplerTests
{
    private const int Channels = 2;

    private static readonly Padding[] Paddings = Enum.GetValues<Padding>();

    public static TheoryData<long[], long[]> Shapes => new()
    {
        { [11], [25] },
        { [9, 12], [14, 7] },
        { [13, 8], [5, 40] },
        { [7, 6, 9], [9, 8, 5] },
        { [6, 9, 8], [4, 6, 21] },
        { [5, 1, 7], [6, 3, 19] },
        { [1, 1, 1], [2, 3, 11] },
        { [12, 11, 10], [40, 30, 29] },   // enough voxels for several threads
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AxisAlignedMaps_InterpolateAsGridSample(long[] from, long[] to)
        => Check(from, to, new Random(1), Affine.Create(from.Length, (row, column) =>
            column == from.Length ? -2.3 - row : row != column ? 0 : (row == 1 ? -1 : 1) * (from[row] + 4.1) / to[row]));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ObliqueMaps_InterpolateAsGridSample(long[] from, long[] to)
    {
        var random = new Random(2);
        var scale = from.Select((n, axis) => (n + 3.0) / to[axis]).ToArray();
        Check(from, to, random, Affine.Create(from.Length, (row, column) =>
            column == from.Length ? -1.7 + 0.31 * row : (row == column ? 0.9 * scale[row] : 0) + (random.NextDouble() - 0.5) * 0.4));
    }

    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void AxesThatChangePlaces_InterpolateAsGridSample(params int[] targetAxes)
    {
        foreach (var (from, to) in new[] { (new long[] { 6, 9, 8 }, new long[] { 4, 6, 21 }), ([21, 3, 1], [5, 1, 40]), ([12, 11, 10], [40, 30, 35]) })
        {
            Check(from, to, new Random(3), Affine.Create(3, (row, column) =>
                column == 3 ? 0.37 - row : column == targetAxes[row] ? from[row] / (to[column] + 0.3) : 0));
        }
    }

    [Fact]
    public void TransposedPicture_InterpolatesAsGridSample()
        => Check([9, 12], [20, 7], new Random(4), new(2, [0, 1.2, 0.3, -0.6, 0, 11, 0, 0, 1]));

    [Fact]
    public void Deformations_InterpolateAsGridSample()
    {
        var random = new Random(4);
        foreach (var (from, to) in new[] { (new long[] { 7, 8, 9 }, new long[] { 5, 6, 7 }), ([9, 10], [11, 13]), ([20], [5]), ([20], [33]), ([6, 7, 8], [30, 31, 32]) })
        {
            var count = (int)Voxels.Count(to);
            float[] points = [.. Enumerable.Range(0, count * from.Length).Select(i => (float)((random.NextDouble() * 2 - 0.5) * from[i / count]))];
            var source = Image(random, Channels * Voxels.Count(from));
            ForEachMode((interpolation, padding, alignCorners) =>
            {
                var (single, twofold) = (new float[Channels * count], new double[Channels * count]);
                Resampler.Warp<float>(Single(source), from, single, to, Channels, points, interpolation, padding, alignCorners);
                Resampler.Warp<double>(source, from, twofold, to, Channels, points, interpolation, padding, alignCorners);
                Compare(source, from, to, i => [.. from.Select((_, axis) => (double)points[axis * count + i])], single, twofold, interpolation, padding, alignCorners);
            });
        }
    }

    [Fact]
    public void Fields_ReadWhereTheirVectorsPoint()
    {
        var random = new Random(6);
        foreach (var (from, to) in new[] { (new long[] { 7, 8, 9 }, new long[] { 5, 6, 7 }), ([9, 10], [11, 13]), ([20], [5]), ([20], [33]), ([6, 7, 8], [30, 31, 32]) })
        {
            var rank = from.Length;
            var count = (int)Voxels.Count(to);
            float[] field = [.. Enumerable.Range(0, count * rank).Select(_ => (float)(random.NextDouble() * 4 - 2))];
            var toSource = Affine.Create(rank, (row, column) => row == column ? 0.813 : column == rank ? -0.7 : 0.071 * (row - column));
            var vectors = Affine.Create(rank, (row, column) => row == column ? 1.137 : column == rank ? 99 : 0.193);
            var points = Enumerable.Range(0, count).Select(i =>
            {
                var index = toSource.Apply([.. Voxels.Index(i, to).Select(n => (double)n)]);
                return index.Select((x, row) => x + Enumerable.Range(0, rank).Sum(column => vectors[row, column] * field[column * count + i])).ToArray();
            }).ToArray();
            var source = Image(random, Channels * Voxels.Count(from));
            ForEachMode((interpolation, padding, alignCorners) =>
            {
                var (single, twofold) = (new float[Channels * count], new double[Channels * count]);
                Resampler.Deform<float>(Single(source), from, single, to, Channels, field, toSource, vectors, interpolation, padding, alignCorners);
                Resampler.Deform<double>(source, from, twofold, to, Channels, field, toSource, vectors, interpolation, padding, alignCorners);
                Compare(source, from, to, i => points[i], single, twofold, interpolation, padding, alignCorners);
            });
        }
    }

    [Fact]
    public void FieldOfAnotherRank_IsRejected()
        => Assert.Throws<ArgumentException>(() => Resampler.Deform<float>(
            [1, 2], [2], new float[2], [2], 1, new float[2], Affine.Identity(2), Affine.Identity(1), Interpolation.Linear, Padding.Zeros));

    [Fact]
    public void ManyThreads_GiveTheBitsOfOne()
    {
        var random = new Random(5);
        var source = Single(Image(random, 64 * 64 * 40));
        var map = Affine.Create(3, (row, column) => row == column ? 0.9 : column == 3 ? 0.3 : 0.05);
        var (whole, slice) = (new float[64 * 64 * 40], new float[64 * 40]);
        Resampler.Resample<float>(source, [64, 64, 40], whole, [64, 64, 40], 1, map, Interpolation.Linear, Padding.Border);
        Resampler.Resample<float>(source, [64, 64, 40], slice, [1, 64, 40], 1, map, Interpolation.Linear, Padding.Border);
        Assert.Equal(whole[..slice.Length], slice);
    }

    [Fact]
    public void CoordinatesPerAxis_AreTakenAsTheyAre()
    {
        // 0, 10, 20, 30 at 2.5, 0, -0.25 (a quarter faded), 3.75 (three quarters faded), 9.
        var target = new float[5];
        Resampler.ResampleAxes<float>([0, 10, 20, 30], [4], target, 1, [[2.5, 0.5, -0.25, 3.75, 9]], Interpolation.Linear, Padding.Zeros);
        Assert.Equal([25, 5, 0, 7.5f, 0], target);
        Resampler.ResampleAxes<float>([0, 10, 20, 30], [2, 2], target.AsSpan(0, 2), 1, [[1, 0], [0.5]], Interpolation.Linear, Padding.Border);
        Assert.Equal([25, 5], target[..2]);
    }

    [Fact]
    public void NearestOfTwoEquallyNear_IsTheEvenOne()
    {
        Half[] source = [(Half)1, (Half)2, (Half)3, (Half)4];
        var target = new Half[6];
        Resampler.ResampleAxes<Half>(source, [4], target, 1, [[0.5, 1.5, 2.5, -0.5, 3.5, -0.51]], Interpolation.Nearest, Padding.Zeros);
        Assert.Equal([(Half)1, (Half)3, (Half)3, (Half)1, (Half)0, (Half)0], target);   // 3.5 goes to 4, outside
        Resampler.Warp<Half>(source, [4], target, [6], 1, [0.5f, 1.5f, 2.5f, -0.5f, 3.5f, -0.51f], Interpolation.Nearest, Padding.Zeros);
        Assert.Equal([(Half)1, (Half)3, (Half)3, (Half)1, (Half)0, (Half)0], target);
    }

    [Fact]
    public void Mirrors_StandAtFacesOrCentres()
    {
        // Of three voxels; at the faces: -0.25 is mirrored to -0.75, which is clamped to 0; -2 to 1; 4 to 1.
        Assert.Equal([0, 10, 10], Reflect(alignCorners: false, -0.25, -2, 4));
        // At the centres: -0.25 is mirrored to 0.25; -1.5 to 1.5; 3 to 1; 4.5, mirrored twice, to 0.5.
        Assert.Equal([2.5, 15, 10, 5], Reflect(alignCorners: true, -0.25, -1.5, 3, 4.5));

        static double[] Reflect(bool alignCorners, params double[] coordinates)
        {
            var target = new double[coordinates.Length];
            Resampler.ResampleAxes<double>([0, 10, 20], [3], target, 1, [coordinates], Interpolation.Linear, Padding.Reflection, alignCorners);
            return target;
        }
    }

    [Fact]
    public void NearestVoxels_AreMovedAsTheyAre()
    {
        long[] labels = [long.MaxValue, 2, 3, long.MinValue + 1];
        var target = new long[4];
        Resampler.Resample<long>(labels, [2, 2], target, [2, 2], 1, new(2, [0, 1, 0, 1, 0, 0, 0, 0, 1]), Interpolation.Nearest, Padding.Zeros);
        Assert.Equal([long.MaxValue, 3, 2, long.MinValue + 1], target);
    }

    [Fact]
    public void Identity_KeepsInfinitiesWhereTheyAre()
    {
        float[] source = [1, float.PositiveInfinity, 3, 4, float.NaN, 6, 7, 8];
        var target = new float[8];
        Resampler.Resample<float>(source, [2, 2, 2], target, [2, 2, 2], 1, Affine.Identity(3), Interpolation.Linear, Padding.Zeros);
        Assert.Equal(source, target);
    }

    [Fact]
    public void NaNAtTheBorder_DoesNotSpreadOverTheOutside()
    {
        var source = Enumerable.Repeat(float.NaN, 4 * 4 * 4).ToArray();
        float[] target = [.. Enumerable.Repeat(5f, 16)];
        Resampler.Resample<float>(source, [4, 4, 4], target, [1, 1, 16], 1, Affine.Translation(0, 0, 6), Interpolation.Linear, Padding.Zeros);
        Assert.All(target, v => Assert.Equal(0, v));
        float[] points = [.. Enumerable.Repeat(6f, 16), .. Enumerable.Repeat(float.NaN, 16), .. Enumerable.Repeat(float.PositiveInfinity, 16)];
        Resampler.Warp<float>(source, [4, 4, 4], target, [1, 1, 16], 1, points, Interpolation.Linear, Padding.Zeros);
        Assert.All(target, v => Assert.Equal(0, v));
    }

    [Fact]
    public void CoordinatesThatAreNoNumbers_ReadInsideTheImage()
    {
        float[] points = [.. Enumerable.Repeat(float.NaN, 9), float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, 3e9f, -3e9f, 2];
        foreach (var padding in Paddings)
        {
            foreach (var interpolation in new[] { Interpolation.Nearest, Interpolation.Linear })
            {
                var target = new float[16];
                Resampler.Warp<float>([3, 3, 3], [3], target, [16], 1, points, interpolation, padding);
                Assert.All(target, v => Assert.True(v is 0 or 3 || float.IsNaN(v), $"{padding} {interpolation}: {v}"));
                Assert.Equal(3, target[15]);
            }
        }
    }

    [Fact]
    public void LinearInterpolationOfLabels_IsRejected()
        => Assert.Contains("float or double", Assert.Throws<ArgumentException>(() => Resampler.Resample<byte>(
            new byte[4], [4], new byte[4], [4], 1, Affine.Identity(1), Interpolation.Linear, Padding.Zeros)).Message);

    [Fact]
    public void ShapesThatDoNotFit_AreRejected()
    {
        void Call(int sourceValues, long[] from, int targetValues, long[] to, int rank) => Resampler.Resample<float>(
            new float[sourceValues], from, new float[targetValues], to, 1, Affine.Identity(rank), Interpolation.Linear, Padding.Zeros);
        Assert.Contains("[2, 2] voxels are 4", Assert.Throws<ArgumentException>(() => Call(5, [2, 2], 4, [2, 2], 2)).Message);
        Assert.Throws<ArgumentException>(() => Call(4, [2, 2], 5, [2, 2], 2));
        Assert.Contains("of that rank", Assert.Throws<ArgumentException>(() => Call(4, [2, 2], 4, [2, 2], 3)).Message);
        Assert.Contains("same axes", Assert.Throws<ArgumentException>(() => Call(4, [2, 2], 4, [4], 2)).Message);
        Assert.Contains("at least one voxel", Assert.Throws<ArgumentException>(() => Call(0, [0, 2], 4, [2, 2], 2)).Message);
        Assert.Throws<ArgumentException>(() => Call(16, [2, 2, 2, 2], 16, [2, 2, 2, 2], 4));
        Assert.Throws<ArgumentException>(() => Resampler.Warp<float>(new float[4], [2, 2], new float[4], [2, 2], 1, new float[4], Interpolation.Linear, Padding.Zeros));
        Assert.Throws<ArgumentException>(() => Resampler.ResampleAxes<float>(new float[4], [2, 2], new float[4], 1, [[0, 1, 2, 3]], Interpolation.Linear, Padding.Zeros));
    }

    [Fact]
    public void MapThatIsNotFinite_IsRejected()
        => Assert.Throws<ArgumentException>(() => Resampler.Resample<float>(
            new float[4], [4], new float[4], [4], 1, Affine.Translation(double.NaN), Interpolation.Linear, Padding.Zeros));

    private static void Check(long[] from, long[] to, Random random, Affine map)
    {
        var source = Image(random, Channels * Voxels.Count(from));
        ForEachMode((interpolation, padding, alignCorners) =>
        {
            var (single, twofold) = (new float[Channels * Voxels.Count(to)], new double[Channels * Voxels.Count(to)]);
            Resampler.Resample<float>(Single(source), from, single, to, Channels, map, interpolation, padding, alignCorners);
            Resampler.Resample<double>(source, from, twofold, to, Channels, map, interpolation, padding, alignCorners);
            Compare(source, from, to, i => map.Apply([.. Voxels.Index(i, to).Select(x => (double)x)]), single, twofold, interpolation, padding, alignCorners);
        });
    }

    private static void Compare(
        double[] source, long[] from, long[] to, Func<int, double[]> point, float[] single, double[] twofold,
        Interpolation interpolation, Padding padding, bool alignCorners)
    {
        var (count, size) = ((int)Voxels.Count(to), (int)Voxels.Count(from));
        var step = Math.Max(1, count / 3000);
        for (var i = 0; i < Channels * count; i += step)
        {
            var expected = GridSample.At(source[(i / count * size)..(i / count * size + size)], from, point(i % count), interpolation, padding, alignCorners);
            Assert.True(Math.Abs(expected - single[i]) < 0.02 && Math.Abs(expected - twofold[i]) < 1e-6,
                $"{interpolation} {padding} {alignCorners} at {i} of [{string.Join(", ", to)}]: {expected} was expected, {single[i]} and {twofold[i]} were found.");
        }
    }

    private static void ForEachMode(Action<Interpolation, Padding, bool> action)
    {
        foreach (var interpolation in new[] { Interpolation.Nearest, Interpolation.Linear })
        {
            foreach (var padding in Paddings)
            {
                action(interpolation, padding, false);
                action(interpolation, padding, true);
            }
        }
    }

    private static double[] Image(Random random, long count) => [.. Enumerable.Range(0, (int)count).Select(_ => (double)(float)(random.NextDouble() * 1000))];

    private static float[] Single(double[] image) => [.. image.Select(v => (float)v)];
}
