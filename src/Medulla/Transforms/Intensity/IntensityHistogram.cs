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
            ScalarType.Float64 => OfReals(values.cpu().contiguous().AsSpan<double>(), x => x, bins),
            ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16
                => OfReals(Doubles(values).AsSpan<double>(), x => (float)x, bins),   // the reference's edges of bins are float32, too
            _ => OfIntegers(values.to_type(ScalarType.Int64).cpu()),
        };
    }

    private static Tensor Doubles(Tensor values) => values.to_type(ScalarType.Float64).cpu().contiguous();

    private static IntensityHistogram OfIntegers(Tensor values)
    {
        var (low, high) = (values.min().item<long>(), values.max().item<long>());
        var counts = (values - low).flatten().bincount(null).AsSpan<long>().ToArray();
        return new(counts, [.. Enumerable.Range(0, counts.Length).Select(i => (double)(low + i))]) { Lowest = low, IsConstant = low == high };
    }

    private static IntensityHistogram OfReals(ReadOnlySpan<double> values, Func<double, double> round, int bins)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        if (!double.IsFinite(high - low))
        {
            throw new ArgumentException($"intensities reach from {low} to {high}; a histogram needs finite ones.");
        }
        var (first, last) = low == high ? (low - 0.5, high + 0.5) : (low, high);
        var edges = new double[bins + 1];
        for (var i = 0; i <= bins; i++)
        {
            edges[i] = i == bins ? last : round(first + i * ((last - first) / bins));
        }
        var counts = new long[bins];
        foreach (var value in values)
        {
            // By arithmetic, then put right where that was rounded over an edge.
            var bin = Math.Min((int)((value - first) / (last - first) * bins), bins - 1);
            bin -= bin > 0 && value < edges[bin] ? 1 : 0;
            bin += bin < bins - 1 && value >= edges[bin + 1] ? 1 : 0;
            counts[bin]++;
        }
        var centers = new double[bins];
        for (var i = 0; i < bins; i++)
        {
            centers[i] = round(round(edges[i] + edges[i + 1]) / 2);
        }
        return new(counts, centers) { Lowest = low, IsConstant = low == high };
    }
}
