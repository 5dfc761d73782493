using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>
/// Made-up slices through a head as a magnetic resonance scanner would show them, with noise and without; NIfTI of two axes, 96 x 96
/// pixels of 2.2 mm.
/// </summary>
/// <remarks>
/// The magnitude of a signal with Gaussian noise in both channels follows Rice's law: Gudbjartsson and Patz, "The Rician distribution of noisy
/// MRI data", Magnetic Resonance in Medicine 34 (1995).
/// </remarks>
/// <param name="Training">Number of slices to train on.</param>
/// <param name="Validation">Number of slices to choose a network by.</param>
/// <param name="Test">Number of slices to measure it on.</param>
/// <param name="Seed">What to draw from.</param>
public sealed record NoisySlices(int Training, int Validation, int Test, uint Seed = 0) : GeneratedDataset(Training, Validation, Test, Seed)
{
    private const int Size = 96;
    private const double Bright = 1000, Spacing = 2.2;

    /// <inheritdoc/>
    public override Values<string> Labels => ["signal"];

    /// <inheritdoc/>
    protected override string Ending => ".nii.gz";

    /// <summary>An "image" with noise and the "label" without, both int16, on one grid.</summary>
    /// <param name="random">What to draw from.</param>
    public override IReadOnlyDictionary<string, object> Create(RandomState random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var signal = Slice(random);
        var std = random.Uniform(0.06, 0.1);
        var (real, imaginary) = (new float[Size * Size], new float[Size * Size]);
        random.FillNormal(real, 0, std);
        random.FillNormal(imaginary, 0, std);
        return new Dictionary<string, object>
        {
            ["image"] = Volume([.. signal.Select((value, i) => Math.Sqrt(Math.Pow(value + real[i], 2) + Math.Pow(imaginary[i], 2)))]),
            ["label"] = Volume(signal),
        };
    }

    private static ImageVolume Volume(double[] values)
        => ImageVolume.FromRowMajor<short>([.. values.Select(value => (short)Math.Round(Bright * value))], [Size, Size], Affine.Scaling(Spacing, Spacing, 1));

    /// <summary>Scalp, skull, folded grey and white matter, ventricles, and a few bright spots.</summary>
    private static double[] Slice(RandomState random)
    {
        var center = random.Uniform((Size / 2) - 3, (Size / 2) + 3, 2);
        var (sin, cos) = Math.SinCos(random.Uniform(-0.3, 0.3));
        var (length, width) = (random.Uniform(38, 43), random.Uniform(30, 35));
        var folds = new SmoothField(random, 7, 16);
        var bias = new SmoothField(random, 120, 240);
        var (white, grey, apart, size) = (random.Uniform(0.65, 0.8), random.Uniform(0.42, 0.55), random.Uniform(5, 7), random.Uniform(8, 12));
        var spots = Enumerable.Range(0, (int)random.RandInt(1, 5)).Select(_ => (X: random.Uniform(-20, 20), Y: random.Uniform(-16, 16), Radius: random.Uniform(1.5, 3.5))).ToArray();
        var signal = new double[Size * Size];
        for (var i = 0; i < signal.Length; i++)
        {
            var (dx, dy) = (i / Size - center[0], i % Size - center[1]);
            var (x, y) = ((cos * dx) + (sin * dy), (cos * dy) - (sin * dx));
            var rim = Math.Sqrt((x * x / (length * length)) + (y * y / (width * width)));
            var value = rim > 1 ? 0
                : rim > 0.93 ? 0.9
                : rim > 0.86 ? 0.08
                : spots.Any(spot => Math.Pow(x - spot.X, 2) + Math.Pow(y - spot.Y, 2) < spot.Radius * spot.Radius) ? 0.95
                : Math.Pow(x / size, 2) + Math.Pow((Math.Abs(y) - apart) / 3.5, 2) < 1 ? 0.15
                : rim + (0.5 * folds.At(x, y)) > 0.72 ? grey : white;
            signal[i] = value * (1 + (0.15 * bias.At(x, y)));
        }
        return signal;
    }
}
