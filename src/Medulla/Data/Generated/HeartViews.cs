using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>
/// Made-up long-axis views of a heart, and three points in each: both hinges of the mitral valve, where the wall of the left ventricle
/// ends, and the apex. Pixels, fields of view and places in the world differ; NIfTI of two axes.
/// </summary>
/// <param name="Training">Number of views to train on.</param>
/// <param name="Validation">Number of views to choose a network by.</param>
/// <param name="Test">Number of views to measure it on.</param>
/// <param name="Seed">What to draw from.</param>
public sealed record HeartViews(int Training, int Validation, int Test, uint Seed = 0) : GeneratedDataset(Training, Validation, Test, Seed)
{
    private const double Bright = 1000, NoiseStd = 0.06;

    /// <inheritdoc/>
    public override Values<string> Labels => ["septal hinge", "lateral hinge", "apex"];

    /// <inheritdoc/>
    protected override string Ending => ".nii.gz";

    /// <summary>An "image", int16, and "landmarks", [3, 2] in world millimetres, in the order of <see cref="Labels"/>.</summary>
    /// <param name="random">What to draw from.</param>
    public override IReadOnlyDictionary<string, object> Create(RandomState random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (width, height) = (random.RandInt(112, 145), random.RandInt(112, 145));
        var spacing = random.Uniform(1.3, 1.7);
        var origin = random.Uniform(-150, 50, 2);
        var heart = new Heart(random, origin[0] + (width * spacing / 2), origin[1] + (height * spacing / 2));
        var tissue = new SmoothField(random, 30, 120);
        var noise = new float[width * height];
        random.FillNormal(noise, 0, NoiseStd);
        var pixels = new short[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (origin[0] + (i / height * spacing), origin[1] + (i % height * spacing));
            pixels[i] = (short)Math.Round(Bright * Math.Max(0, (heart.At(x, y) ?? 0.45 + (0.2 * tissue.At(x, y))) + noise[i]));
        }
        var affine = Affine.Translation(origin[0], origin[1], 0) * Affine.Scaling(spacing, spacing, 1);
        return new Dictionary<string, object> { ["image"] = ImageVolume.FromRowMajor<short>(pixels, [width, height], affine), ["landmarks"] = heart.Landmarks };
    }

    /// <summary>Half an ellipse of wall around the cavity, with the right ventricle beside and the atrium behind it.</summary>
    private sealed class Heart
    {
        private readonly double baseX, baseY, sin, cos, length, radius, wall;
        private readonly double[] levels;

        public Heart(RandomState random, double middleX, double middleY)
        {
            (length, radius, wall) = (random.Uniform(72, 98), random.Uniform(24, 32), random.Uniform(8, 12));
            (sin, cos) = Math.SinCos(random.Uniform(-0.7, 0.7));
            var (shiftX, shiftY) = (random.Uniform(-12, 12), random.Uniform(-12, 12));
            (baseX, baseY) = (middleX + shiftX - (sin * length / 2), middleY + shiftY - (cos * length / 2));
            levels = [0.3 + random.Uniform(-0.05, 0.05), 0.85 + random.Uniform(-0.08, 0.08), 0.78 + random.Uniform(-0.08, 0.08)];
        }

        /// <summary>The points in the world, millimetres.</summary>
        public double[][] Landmarks => [World(0, -radius + (wall / 2)), World(0, radius - (wall / 2)), World(length, 0)];

        /// <summary>Brightness of blood or wall at a place; null outside of the heart.</summary>
        public double? At(double x, double y)
        {
            var (dx, dy) = (x - baseX, y - baseY);
            var (along, across) = ((sin * dx) + (cos * dy), (cos * dx) - (sin * dy));
            return along >= 0 && Within(along, across, length - wall, radius - wall) ? levels[1]
                : along >= 0 && Within(along, across, length, radius) ? levels[0]
                : Within(along + 20, across, 24, radius - 2) ? levels[1]
                : Within(along - (0.35 * length), across + radius + 10, 0.42 * length, 22) ? levels[2]
                : null;
        }

        private double[] World(double along, double across) => [baseX + (sin * along) + (cos * across), baseY + (cos * along) - (sin * across)];

        private static bool Within(double along, double across, double length, double radius)
            => (along * along / (length * length)) + (across * across / (radius * radius)) <= 1;
    }
}
