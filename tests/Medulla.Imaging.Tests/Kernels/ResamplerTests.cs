using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Imaging.Tests.Kernels;

public class ResamplerTests
{
    private static readonly long[] Source = [9, 8, 11], Target = [10, 7, 19];

    [Theory]
    [InlineData(Interpolation.Linear, Padding.Zeros)]
    [InlineData(Interpolation.Linear, Padding.Border)]
    [InlineData(Interpolation.Linear, Padding.Reflection)]
    [InlineData(Interpolation.Nearest, Padding.Zeros)]
    [InlineData(Interpolation.Nearest, Padding.Border)]
    public void AnyMapping_AgreesWithTheDefinition(Interpolation interpolation, Padding padding)
    {
        var random = new Random(3);
        var source = Enumerable.Range(0, 9 * 8 * 11).Select(_ => (float)(random.NextDouble() * 1000)).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var aligned = round % 2 == 0;
            var map = Affine.Create(3, (row, column) => column == 3 ? random.NextDouble() * 4 - 2
                : row == column ? 0.5 + random.NextDouble() : aligned ? 0 : (random.NextDouble() - 0.5) / 2);
            var target = new float[10 * 7 * 19];
            Resampler.Resample(source, Source, target, Target, 1, map, interpolation, padding);
            for (var i = 0; i < target.Length; i += 7)
            {
                var at = map.Apply(i / (7 * 19), i / 19 % 7, i % 19);
                Assert.Equal(Define(source, at, interpolation, padding), target[i], 0.05);
            }
        }
    }

    [Fact]
    public void Channels_AreDoneAlike()
    {
        var one = Enumerable.Range(0, 24).Select(i => (float)i * i).ToArray();
        float[] two = [.. one, .. one.Select(v => -v)];
        var map = Affine.Scaling(0.6, 0.7, 0.8);
        var (a, b) = (new float[60], new float[120]);
        Resampler.Resample(one, [2, 3, 4], a, [3, 4, 5], 1, map, Interpolation.Linear, Padding.Border);
        Resampler.Resample(two, [2, 3, 4], b, [3, 4, 5], 2, map, Interpolation.Linear, Padding.Border);
        Assert.Equal(a, b[..60]);
        Assert.Equal(a.Select(v => -v), b[60..]);
    }

    [Fact]
    public void ManyThreads_GiveTheSameBits_AsTheWholeInParts()
    {
        // Large enough for the parallel way; each channel by itself is done in the same way.
        var random = new Random(5);
        var source = Enumerable.Range(0, 64 * 64 * 40).Select(_ => random.NextSingle()).ToArray();
        var map = Affine.Create(3, (row, column) => row == column ? 0.9 : column == 3 ? 0.3 : 0.05);
        var (first, second) = (new float[64 * 64 * 40], new float[64 * 64 * 40]);
        Resampler.Resample(source, [64, 64, 40], first, [64, 64, 40], 1, map, Interpolation.Linear, Padding.Border);
        Resampler.Resample(source, [64, 64, 40], second, [64, 64, 40], 1, map, Interpolation.Linear, Padding.Border);
        Assert.Equal(first, second);
    }

    [Fact]
    public void WrongLengths_AreRejected()
        => Assert.Contains("do not make", Assert.Throws<ArgumentException>(() => Resampler.Resample(
            new float[5], [2, 2, 2], new float[8], [2, 2, 2], 1, Affine.Identity(3), Interpolation.Linear, Padding.Zeros)).Message);

    /// <summary>Weighted sum over the eight neighbours, or the nearest voxel, straight from the definition.</summary>
    private static double Define(float[] source, double[] at, Interpolation interpolation, Padding padding)
    {
        var x = at.Select((a, axis) => Inside(a, Source[axis], padding)).ToArray();
        if (interpolation == Interpolation.Nearest)
        {
            return Voxel(source, [.. x.Select(a => Math.Round(a, MidpointRounding.ToEven))]);
        }
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var position = x.Select((a, axis) => Math.Floor(a) + (corner >> axis & 1)).ToArray();
            var weight = x.Zip(position, (a, p) => 1 - Math.Abs(a - p)).Aggregate(1.0, (a, b) => a * b);
            sum += weight * Voxel(source, position);
        }
        return sum;
    }

    private static double Inside(double a, long n, Padding padding)
    {
        if (padding == Padding.Zeros)
        {
            return a;
        }
        if (padding == Padding.Reflection)
        {
            // Mirrors at the outer faces, -0.5 and n - 0.5.
            while (a < -0.5 || a > n - 0.5)
            {
                a = a < -0.5 ? -1 - a : 2 * n - 1 - a;
            }
        }
        return Math.Clamp(a, 0, n - 1);
    }

    private static double Voxel(float[] source, double[] p)
        => p.Select((a, axis) => a >= 0 && a < Source[axis]).All(inside => inside) ? source[(((int)p[0] * 8) + (int)p[1]) * 11 + (int)p[2]] : 0;
}
