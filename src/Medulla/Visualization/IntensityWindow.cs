namespace Medulla.Visualization;

/// <summary>Which intensities are black and which are white.</summary>
/// <param name="Low">Black, and all below.</param>
/// <param name="High">White, and all above.</param>
internal readonly record struct IntensityWindow(float Low, float High)
{
    private const int Bins = 1 << 16;

    /// <summary>From the 1st to the 99th percentile, to 1/65536 of the range; what is not finite does not count.</summary>
    public static IntensityWindow Of(ReadOnlySpan<float> image)
    {
        var (low, high, count) = (float.PositiveInfinity, float.NegativeInfinity, 0L);
        foreach (var value in image)
        {
            if (float.IsFinite(value))
            {
                (low, high, count) = (Math.Min(low, value), Math.Max(high, value), count + 1);
            }
        }
        if (!(low < high))
        {
            return count == 0 ? new(0, 1) : new(low, low + 1);
        }
        // A histogram, since sorting a hundred million voxels would take half a minute.
        var width = ((double)high - low) / (Bins - 1);
        var histogram = new long[Bins];
        foreach (var value in image)
        {
            if (float.IsFinite(value))
            {
                histogram[(int)(((double)value - low) / width)]++;
            }
        }
        var (first, last) = (Percentile(histogram, count * 0.01), Percentile(histogram, count * 0.99));
        // A few bright voxels in a black image fill less than a percent: then all of the range is shown.
        return first < last ? new((float)(low + first * width), (float)(low + last * width)) : new(low, high);
    }

    /// <summary>Grey from 0 to 255; black where the intensity is no number.</summary>
    public byte Grey(float value) => float.IsNaN(value) ? (byte)0 : (byte)(Math.Clamp((value - Low) / (High - Low), 0, 1) * 255);

    private static int Percentile(long[] histogram, double rank)
    {
        var bin = 0;
        for (var below = histogram[0]; below <= rank && bin < Bins - 1; below += histogram[bin])
        {
            bin++;
        }
        return bin;
    }
}
