using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>
/// Made-up pictures of a bright mass in uneven, noisy tissue, and which shape it has: round, oval, lobulated or spiculated; PNG of 8 bits,
/// 64 x 64 pixels.
/// </summary>
/// <remarks>The shapes are those by which radiologists describe masses of the breast (BI-RADS Atlas, 5th edition, 2013, and earlier).</remarks>
/// <param name="Training">Number of pictures to train on.</param>
/// <param name="Validation">Number of pictures to choose a network by.</param>
/// <param name="Test">Number of pictures to measure it on.</param>
/// <param name="Seed">What to draw from.</param>
public sealed record MassPictures(int Training, int Validation, int Test, uint Seed = 0) : GeneratedDataset(Training, Validation, Test, Seed)
{
    private const int Size = 64;
    private const double NoiseStd = 0.06, TissueLevel = 0.35, TissueRange = 0.25;

    /// <inheritdoc/>
    public override Values<string> Labels => ["round", "oval", "lobulated", "spiculated"];

    /// <inheritdoc/>
    protected override string Ending => ".png";

    /// <summary>An "image", uint8, and the number of the shape as "label".</summary>
    /// <param name="random">What to draw from.</param>
    public override IReadOnlyDictionary<string, object> Create(RandomState random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var label = random.RandInt(0, Labels.Count);
        var outline = Outline(random, (int)label);
        var (radius, turn) = (random.Uniform(11, 17), random.Uniform(0, Math.Tau));
        var center = random.Uniform(Size / 2 - 6, Size / 2 + 6, 2);
        var (contrast, softness) = (random.Uniform(0.2, 0.4), random.Uniform(0.6, 1.4));
        var tissue = new SmoothField(random, 12, 60);
        var noise = new float[Size * Size];
        random.FillNormal(noise, 0, NoiseStd);
        var pixels = new byte[Size * Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / Size - center[0], i % Size - center[1]);
            var inside = radius * outline(Math.Atan2(y, x) + turn) - Math.Sqrt((x * x) + (y * y));
            var mass = contrast / (1 + Math.Exp(-inside / softness));
            var value = TissueLevel + (TissueRange * tissue.At(x, y)) + mass + noise[i];
            pixels[i] = (byte)Math.Clamp(Math.Round(255 * value), 0, 255);
        }
        return new Dictionary<string, object> { ["image"] = ImageVolume.FromRowMajor<byte>(pixels, [Size, Size], Affine.Identity(3)), ["label"] = label };
    }

    /// <summary>The distance from the centre to the edge by angle, relative to the mean radius.</summary>
    private static Func<double, double> Outline(RandomState random, int shape)
    {
        switch (shape)
        {
            case 0:
                var unevenness = random.Uniform(0, 0.04);
                return angle => 1 + (unevenness * Math.Cos(2 * angle));
            case 1:
                var aspect = random.Uniform(1.5, 2.1);
                return angle => 1 / Math.Sqrt((Math.Pow(Math.Cos(angle), 2) / aspect) + (Math.Pow(Math.Sin(angle), 2) * aspect));
            case 2:
                var (lobes, depth) = (random.RandInt(3, 6), random.Uniform(0.16, 0.26));
                return angle => 1 + (depth * Math.Cos(lobes * angle));
            default:
                var count = (int)random.RandInt(8, 13);
                var lengths = random.Uniform(0.3, 0.8, count);
                var angles = random.Uniform(-0.15, 0.15, count).Select((shift, i) => (i * Math.Tau / count) + shift).ToArray();
                return angle => 0.72 + angles.Select((at, i) => lengths[i] * Math.Exp(-Math.Pow(Math.IEEERemainder(angle - at, Math.Tau) / 0.11, 2) / 2)).Sum();
        }
    }
}
