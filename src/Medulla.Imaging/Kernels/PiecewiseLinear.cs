namespace Medulla.Imaging.Kernels;

/// <summary>Maps values along a curve of straight pieces, on all cores.</summary>
public static unsafe class PiecewiseLinear
{
    /// <summary>Maps each value; outside the curve its end holds, and NaN stays.</summary>
    /// <param name="values">Overwritten.</param>
    /// <param name="from">Where the pieces meet, not descending; fastest at equal steps.</param>
    /// <param name="to">What the curve is there.</param>
    /// <exception cref="ArgumentException">There are no points, or not as many of one as of the other, or the first descend.</exception>
    public static void Map(Span<float> values, double[] from, double[] to)
    {
        if (from.Length == 0 || from.Length != to.Length || from.Zip(from.Skip(1)).Any(pair => !(pair.First <= pair.Second)))
        {
            throw new ArgumentException($"PiecewiseLinear: {from.Length} and {to.Length} points were given; as many of one as of the other are expected, the first not descending.");
        }
        var last = from.Length - 1;
        double[] slopes = [.. Enumerable.Range(0, last).Select(i => (to[i + 1] - to[i]) / (from[i + 1] - from[i]))];
        var (start, end) = (from[0], from[last]);
        var perStep = last == 0 ? 0 : last / (end - start);
        fixed (float* pinned = values)
        {
            var all = pinned;
            Work.Split(values.Length, 4, (first, stop) =>
            {
                for (var i = first; i < stop; i++)
                {
                    double value = all[i];
                    if (value > start && value < end)
                    {
                        // At equal steps the piece follows by arithmetic, but for rounding.
                        var piece = (int)((value - start) * perStep);
                        for (; from[piece] >= value; piece--)
                        {
                        }
                        for (; from[piece + 1] < value; piece++)
                        {
                        }
                        all[i] = (float)(to[piece] + slopes[piece] * (value - from[piece]));
                    }
                    else
                    {
                        all[i] = value <= start ? (float)to[0] : value >= end ? (float)to[last] : float.NaN;
                    }
                }
            });
        }
    }
}
