using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Finds the intensity that divides an image in two, from its histogram of 256 bins (of one bin per value, for integers).</summary>
internal static class AutomaticThreshold
{
    private const int MaxSmoothing = 10000;

    /// <summary>The threshold; values above it are the upper class. Of an image of one intensity, that intensity.</summary>
    /// <param name="channel">[spatial...].</param>
    /// <param name="method">How to find it.</param>
    /// <exception cref="InvalidOperationException"><see cref="ThresholdMethod.Minimum"/>: the histogram has not two peaks.</exception>
    public static double Of(Tensor channel, ThresholdMethod method)
    {
        using var scope = NewDisposeScope();
        if (method == ThresholdMethod.Mean)
        {
            return channel.to_type(ScalarType.Float64).mean().item<double>();
        }
        var histogram = IntensityHistogram.Of(channel);
        if (histogram.IsConstant && method != ThresholdMethod.Minimum)
        {
            return histogram.Lowest;
        }
        return method switch
        {
            ThresholdMethod.Otsu => histogram.Centers[Otsu(histogram)],
            ThresholdMethod.Isodata => histogram.Centers[Isodata(histogram)],
            ThresholdMethod.Li => Li(channel, histogram),
            ThresholdMethod.Minimum => histogram.Centers[Minimum(histogram)],
            ThresholdMethod.Triangle => histogram.Centers[Triangle(histogram)],
            ThresholdMethod.Yen => histogram.Centers[Yen(histogram)],
            _ => throw new SwitchExpressionException(method),
        };
    }

    private static int Otsu(IntensityHistogram histogram)
    {
        var (counts, centers) = (histogram.Counts, histogram.Centers);
        var (total, moment) = (counts.Sum(count => (double)count), counts.Zip(centers, (count, center) => count * center).Sum());
        var (best, largest) = (0, double.NegativeInfinity);
        var (below, momentBelow) = (0.0, 0.0);
        for (var i = 0; i < counts.Length - 1; i++)
        {
            below += counts[i];
            momentBelow += counts[i] * centers[i];
            var above = total - below;
            var difference = momentBelow / below - (moment - momentBelow) / above;
            var variance = below * above * difference * difference;
            if (counts[i] > 0 && variance > largest)   // an empty bin divides as the one before it
            {
                (best, largest) = (i, variance);
            }
        }
        return best;
    }

    private static int Isodata(IntensityHistogram histogram)
    {
        var (counts, centers) = (histogram.Counts, histogram.Centers);
        var (total, moment) = (counts.Sum(count => (double)count), counts.Zip(centers, (count, center) => count * center).Sum());
        var width = centers[1] - centers[0];
        var (below, momentBelow) = (0.0, 0.0);
        for (var i = 0; i < counts.Length - 1; i++)
        {
            below += counts[i];
            momentBelow += counts[i] * centers[i];
            var distance = (momentBelow / below + (moment - momentBelow) / (total - below)) / 2 - centers[i];
            if (distance >= 0 && distance < width)
            {
                return i;
            }
        }
        throw new InvalidOperationException("Isodata: no intensity lies in the middle of the means below and above it; use another method.");
    }

    /// <summary>By fixed-point iteration from the mean, on the values less the smallest one.</summary>
    private static double Li(Tensor channel, IntensityHistogram histogram)
    {
        var isInteger = !channel.is_floating_point();
        var values = channel.to_type(ScalarType.Float64).flatten();
        values = values.masked_select(values.isfinite()) - histogram.Lowest;
        var tolerance = isInteger ? 0.5 : Gap(values) / 2;
        var (current, next) = (-2 * tolerance, values.mean().item<double>());
        while (Math.Abs(next - current) > tolerance)
        {
            current = next;
            var above = values.gt(current);
            var (upper, lower) = (values.masked_select(above).mean().item<double>(), values.masked_select(above.logical_not()).mean().item<double>());
            if (lower == 0)
            {
                break;
            }
            next = (lower - upper) / (Math.Log(lower) - Math.Log(upper));
        }
        return next + histogram.Lowest;
    }

    /// <summary>The smallest difference between two distinct values.</summary>
    private static double Gap(Tensor values)
    {
        var (distinct, _, _) = values.unique();
        return (distinct[1..] - distinct[..^1]).min().item<double>();
    }

    private static int Minimum(IntensityHistogram histogram)
    {
        var smooth = Array.ConvertAll(histogram.Counts, count => (float)count);
        List<int> peaks = [];
        for (var pass = 0; pass < MaxSmoothing; pass++)
        {
            smooth = Smooth(smooth);
            peaks = Peaks(smooth);
            if (peaks.Count < 3)
            {
                break;
            }
        }
        return peaks is [var first, var second]
            ? Enumerable.Range(first, second - first + 1).MinBy(i => smooth[i])
            : throw new InvalidOperationException($"Minimum: the smoothed histogram has {peaks.Count} peaks, two are needed; use another method.");
    }

    /// <summary>The mean of each bin and its two neighbours, by a running sum; the ends count twice.</summary>
    private static float[] Smooth(float[] values)
    {
        var result = new float[values.Length];
        var mean = ((double)At(-1) + At(0) + At(1)) / 3;
        for (var i = 0; i < values.Length; i++)
        {
            mean += i == 0 ? 0 : ((double)At(i + 1) - At(i - 2)) / 3;
            result[i] = (float)mean;
        }
        return result;

        float At(int i) => values[Math.Clamp(i < 0 ? -1 - i : i >= values.Length ? 2 * values.Length - 1 - i : i, 0, values.Length - 1)];
    }

    /// <summary>Where the values begin to fall after they rose.</summary>
    private static List<int> Peaks(float[] values)
    {
        List<int> peaks = [];
        var rising = true;
        for (var i = 0; i < values.Length - 1; i++)
        {
            if (rising && values[i + 1] < values[i])
            {
                rising = false;
                peaks.Add(i);
            }
            else if (!rising && values[i + 1] > values[i])
            {
                rising = true;
            }
        }
        return peaks;
    }

    private static int Triangle(IntensityHistogram histogram)
    {
        var counts = histogram.Counts;
        var (low, high) = (Array.FindIndex(counts, count => count > 0), Array.FindLastIndex(counts, count => count > 0));
        var peak = Array.IndexOf(counts, counts.Max());
        // The line goes to the far end; seen in a mirror where that is the right one.
        var mirrored = peak - low < high - peak;
        var (start, width) = mirrored ? (counts.Length - 1 - high, high - peak) : (low, peak - low);
        var (best, longest) = (0, double.NegativeInfinity);
        for (var i = 0; i < width; i++)
        {
            var length = (double)counts[peak] * i - (double)width * counts[Bin(start + i)];
            if (length > longest)
            {
                (best, longest) = (i, length);
            }
        }
        return Bin(start + best);

        int Bin(int i) => mirrored ? counts.Length - 1 - i : i;
    }

    private static int Yen(IntensityHistogram histogram)
    {
        var total = histogram.Counts.Sum(count => (double)count);
        var shares = Array.ConvertAll(histogram.Counts, count => count / total);
        var squaredAbove = shares.Sum(share => share * share);
        var (share, squaredBelow) = (0.0, 0.0);
        var (best, largest) = (0, double.NegativeInfinity);
        for (var i = 0; i < shares.Length - 1; i++)
        {
            share += shares[i];
            squaredBelow += shares[i] * shares[i];
            squaredAbove -= shares[i] * shares[i];
            var criterion = 2 * Math.Log(share * (1 - share)) - Math.Log(squaredBelow * squaredAbove);
            if (shares[i] > 0 && criterion > largest)
            {
                (best, largest) = (i, criterion);
            }
        }
        return best;
    }
}
