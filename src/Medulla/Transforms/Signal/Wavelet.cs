using System.Globalization;
using System.Numerics;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>A mother wavelet of the continuous wavelet transform, by its usual name.</summary>
/// <remarks>
/// mexh, morl, gausP (P from 1 to 8), cmorB-C, shanB-C and fbspM-B-C with bandwidth B, center frequency C and order M; definitions and
/// supports as in PyWavelets.
/// </remarks>
internal sealed class Wavelet
{
    private readonly Func<double, Complex> psi;
    private readonly double support;   // it is 0 outside [-support, support]

    private Wavelet(bool isComplex, double support, Func<double, Complex> psi) => (IsComplex, this.support, this.psi) = (isComplex, support, psi);

    /// <summary>Whether its values are complex.</summary>
    public bool IsComplex { get; }

    /// <summary>Width of its support.</summary>
    public double Width => 2 * support;

    /// <summary>The wavelet of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Wavelet Named(string name)
    {
        var family = string.Concat(name.TakeWhile(char.IsAsciiLetter));
        var numbers = name[family.Length..].Split('-', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return (family, numbers) switch
        {
            ("mexh", []) => new(false, 8, x => 2 / (Math.Sqrt(3) * Math.Pow(Math.PI, 0.25)) * (1 - x * x) * Math.Exp(-x * x / 2)),
            ("morl", []) => new(false, 8, x => Math.Cos(5 * x) * Math.Exp(-x * x / 2)),
            ("gaus", [>= 1 and <= 8]) when numbers[0] == Math.Floor(numbers[0]) => new(false, 5, x => Gaussian((int)numbers[0], x)),
            ("cmor", [> 0, > 0]) => new(true, 8, x => Wave(numbers[1], x) * Math.Exp(-x * x / numbers[0]) / Math.Sqrt(Math.PI * numbers[0])),
            ("shan", [> 0, > 0]) => new(true, 20, x => Wave(numbers[1], x) * Math.Sqrt(numbers[0]) * Sinc(numbers[0] * x)),
            ("fbsp", [> 0, > 0, > 0]) => new(true, 20, x => Wave(numbers[2], x) * Math.Sqrt(numbers[1])
                * Complex.Pow(Sinc(numbers[1] * x / numbers[0]), numbers[0])),
            _ => throw new ArgumentException($"'{name}' is no known wavelet; it can be mexh, morl, gausP (P from 1 to 8), cmorB-C, shanB-C or fbspM-B-C."),
        };
    }

    /// <summary>Its values at 2^level equally spaced places of its support, both ends included.</summary>
    public Complex[] Sample(int level)
    {
        var count = 1 << level;
        var step = Width / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => psi(i * step - support))];
    }

    /// <summary>The frequency at which its Fourier transform is largest, in cycles for each unit of its argument.</summary>
    public double CentralFrequency()
    {
        const int level = 8;
        using var scope = NewDisposeScope();
        var values = Sample(level);
        var spectrum = fft.fft_(complex(tensor(Array.ConvertAll(values, v => v.Real)), tensor(Array.ConvertAll(values, v => v.Imaginary)))).abs();
        var index = (int)spectrum[1..].argmax().item<long>() + 1;
        index = index + 1 > values.Length / 2 ? values.Length - index : index;
        return index / Width;
    }

    private static Complex Wave(double frequency, double x) => Complex.FromPolarCoordinates(1, 2 * Math.PI * frequency * x);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>A derivative of exp(-x²) by the recursion of Hermite's polynomials, of unit energy; the sign is chosen as usual.</summary>
    private static double Gaussian(int order, double x)
    {
        var (previous, hermite, energy) = (0.0, 1.0, Math.Sqrt(Math.PI / 2));
        for (var n = 0; n < order; n++)
        {
            (previous, hermite) = (hermite, 2 * x * hermite - 2 * n * previous);
            energy *= 2 * n + 1;
        }
        var sign = (order / 2 + order) % 2 == 0 ? 1 : -1;
        return sign * hermite * Math.Exp(-x * x) / Math.Sqrt(energy);
    }
}
