using System.Numerics;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>How often intensities occur: in equal bins between the smallest and the largest, or one bin per value for integers.</summary>
/// <param name="Counts">Voxels in each bin.</param>
/// <param name="Centers">The intensity in the middle of each bin.</param>
internal sealed record IntensityHistogram(long[] Counts, double[] Centers)
{
    /// <summary>The smallest intensity.</summary>
    public double Lowest { get; private init; }

    /// <summary>Whether there is one intensity only.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>The histogram of a tensor.</summary>
    /// <param name="values">Not empty.</param>
    /// <param name="bins">Number of bins, for other than whole numbers.</param>
    public static IntensityHistogram Of(Tensor values, int bins = 256)
    {
        using var scope = NewDisposeScope();
        return values.dtype switch
        {
            ScalarType.Float64 => OfReals<double>(values, x => x, bins),
            ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16
                => OfReals<float>(values.to_type(ScalarType.Float32), x => (float)x, bins),   // the reference's edges of bins are float32, too
            _ => OfIntegers(values.to_type(ScalarType.Int64).cpu()),
        };
    }

    private static IntensityHistogram OfIntegers(Tensor values)
    {
        var (low, high) = (values.min().item<long>(), values.max().item<long>());
        var counts = (values - low).flatten().bincount(null).AsSpan<long>().ToArray();
        return new(counts, [.. Enumerable.Range(0, counts.Length).Select(i => (double)(low + i))]) { Lowest = low, IsConstant = low == high };
    }

    private static IntensityHistogram OfReals<T>(Tensor values, Func<double, double> round, int bins)
        where T : unmanaged, INumber<T>
    {
        var (low, high) = (values.min().to_type(ScalarType.Float64).item<double>(), values.max().to_type(ScalarType.Float64).item<double>());
        if (!double.IsFinite(high - low))
        {
            throw new ArgumentException($"intensities reach from {low} to {high}; a histogram needs finite ones.");
        }
        var (first, last) = low == high ? (low - 0.5, high + 0.5) : (low, high);
        double[] edges = [.. Enumerable.Range(0, bins).Select(i => round(first + i * ((last - first) / bins))), last];
        double[] centers = [.. Enumerable.Range(0, bins).Select(i => round(round(edges[i] + edges[i + 1]) / 2))];
        return new(Histogram.Count<T>(values.cpu().contiguous().AsSpan<T>(), edges), centers) { Lowest = low, IsConstant = low == high };
    }
}
