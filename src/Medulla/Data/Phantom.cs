using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Data;

/// <summary>
/// Made-up scans to try things on: a body with three organs whose intensities overlap, under noise and a bias field, in voxels of
/// random size and orientation.
/// </summary>
public static class Phantom
{
    /// <summary>Names of the labels by number.</summary>
    public static Values<string> Labels { get; } = ["background", "liver", "spleen", "kidney"];

    private static readonly double[] Intensities = [20, 100, 150, 128, 176];   // outside, body, organs
    private const double NoiseStd = 14, OrganStd = 6;

    /// <summary>One scan (int16) and its label (uint8), on one grid.</summary>
    public static (ImageVolume Image, ImageVolume Label) Create(RandomState random)
    {
        var spacing = random.Uniform(2.6, 3.4, 3);
        Values<long> shape = [random.RandInt(58, 67), random.RandInt(54, 61), random.RandInt(44, 53)];
        var affine = Place(random, shape, spacing);
        var ellipsoids = Anatomy(random);
        var bias = random.Uniform(-0.12, 0.12, 3);
        var levels = Intensities.Select((level, i) => level + (i < 2 ? 0 : random.Normal(0, OrganStd))).ToArray();

        var count = shape.Aggregate(1L, (a, b) => a * b);
        var (voxels, labels) = (new short[count], new byte[count]);
        var noise = new float[count];
        random.FillNormal(noise, 0, NoiseStd);
        Parallel.For(0, shape[0], x =>
        {
            for (var y = 0; y < shape[1]; y++)
            {
                for (var z = 0; z < shape[2]; z++)
                {
                    var i = (x * shape[1] + y) * shape[2] + z;
                    var world = affine.Apply(x, y, z);
                    var structure = 0;
                    for (var k = 0; k < ellipsoids.Length; k++)
                    {
                        structure = ellipsoids[k].Contains(world) ? k + 1 : structure;
                    }
                    labels[i] = (byte)Math.Max(0, structure - 1);
                    var field = 1 + bias[0] * world[0] / 100 + bias[1] * world[1] / 100 + bias[2] * world[2] / 100;
                    voxels[i] = (short)Math.Round(levels[structure] * field + noise[i]);
                }
            }
        });
        return (ImageVolume.FromRowMajor<short>(voxels, shape, affine), ImageVolume.FromRowMajor<byte>(labels, shape, affine));
    }

    /// <summary>Voxels around the origin of the world, axes flipped and a little turned at random.</summary>
    private static Affine Place(RandomState random, Values<long> shape, double[] spacing)
    {
        var signs = Enumerable.Range(0, 3).Select(_ => random.Rand() < 0.5 ? -1 : 1).ToArray();
        var turn = random.Uniform(-0.08, 0.08);
        var (sin, cos) = Math.SinCos(turn);
        var rotation = Affine.Create(3, (row, column) => (row, column) switch { (0, 0) or (1, 1) => cos, (0, 1) => -sin, (1, 0) => sin, (2, 2) => 1, _ => 0 });
        var size = Affine.Scaling([.. spacing.Zip(signs, (s, sign) => s * sign)]);
        var middle = Affine.Translation([.. shape.Select(n => -(n - 1) / 2.0)]);
        return Affine.Translation(random.Uniform(-4, 4, 3)) * rotation * size * middle;
    }

    /// <summary>The body and the organs in it, millimetres: on the right, on the left, and further down.</summary>
    private static Ellipsoid[] Anatomy(RandomState random)
    {
        var growth = random.Uniform(0.92, 1.08);
        Ellipsoid Make(double[] center, double[] radii) => new(
            [.. center.Select(c => c * growth + random.Uniform(-4, 4))], [.. radii.Select(r => r * growth * random.Uniform(0.88, 1.12))]);
        return
        [
            Make([0, 0, 0], [84, 68, 68]),
            Make([34, 10, 14], [32, 34, 30]),
            Make([-42, -8, 16], [20, 25, 28]),
            Make([-8, -26, -32], [22, 17, 21]),
        ];
    }

    private sealed record Ellipsoid(double[] Center, double[] Radii)
    {
        public bool Contains(double[] point)
            => Enumerable.Range(0, 3).Sum(axis => (point[axis] - Center[axis]) * (point[axis] - Center[axis]) / (Radii[axis] * Radii[axis])) <= 1;
    }
}
