using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Weights that give the value, in the middle of a window, of the polynomial that fits the window best (Savitzky and Golay 1964).</summary>
internal static class SavitzkyGolayKernel
{
    /// <summary>The weights.</summary>
    /// <param name="window">Their number, odd.</param>
    /// <param name="order">Order of the polynomial, below <paramref name="window"/>.</param>
    /// <exception cref="ArgumentException">The number is even, or the order not below it.</exception>
    public static double[] Weights(int window, int order)
    {
        if (window < 1 || window % 2 == 0 || order < 0 || order >= window)
        {
            throw new ArgumentException($"SavitzkyGolay: a window of {window} and a polynomial of order {order} were given; the window must be odd and the order below it.");
        }
        using var scope = NewDisposeScope();
        // The first row of the pseudo-inverse: it takes the window's values to the polynomial's constant term.
        var places = arange(-(window / 2), window / 2 + 1, ScalarType.Float64).unsqueeze(1);
        var powers = places.pow(arange(order + 1, ScalarType.Float64));
        return linalg.pinv(powers)[0].data<double>().ToArray();
    }
}
