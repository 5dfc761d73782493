namespace Medulla.Imaging.Kernels;

/// <summary>Maps values along a curve of straight pieces, on all cores.</summary>
public static unsafe class PiecewiseLinear
{
    /// <summary>Maps each value; outside the curve its end holds.</summary>
    /// <param name="values">Overwritten.</param>
    /// <param name="from">Where the pieces meet, ascending.</param>
    /// <param name="to">What the curve is there.</param>
    /// <exception cref="ArgumentException">There are no points, or not as many of one as of the other.</exception>
    public static void Map(Span<float> values, double[] from, double[] to)
    {
        if (from.Length == 0 || from.Length != to.Length)
        {
            throw new ArgumentException($"PiecewiseLinear: {from.Length} and {to.Length} points were given; as many of one as of the other are expected.");
        }
        fixed (float* pinned = values)
        {
            var all = pinned;
            Work.Split(values.Length, 8, (first, end) =>
            {
                for (var i = first; i < end; i++)
                {
                    all[i] = (float)At(all[i], from, to);
                }
            });
        }
    }

    private static double At(double value, double[] from, double[] to)
    {
        if (!(value > from[0]))
        {
            return double.IsNaN(value) ? value : to[0];
        }
        var (low, high) = (0, from.Length);   // from[low] < value
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = from[middle] < value ? (middle, high) : (low, middle);
        }
        return high == from.Length ? to[^1] : to[low] + (to[high] - to[low]) / (from[high] - from[low]) * (value - from[low]);
    }
}
