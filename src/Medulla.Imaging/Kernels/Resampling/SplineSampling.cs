namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Weighs the neighbours of coordinates along a row; of an axis that the row does not move along, once for the row.</summary>
/// <param name="from">The coefficients.</param>
/// <param name="kernel">The neighbours' weights.</param>
/// <param name="boundary">Outside the image.</param>
internal sealed unsafe class SplineSampling(Shape3 from, SplineKernel kernel, SplineBoundary boundary)
{
    private const int MaxTaps = 6;

    /// <summary>Fills a row of the target.</summary>
    /// <param name="source">A channel of coefficients.</param>
    /// <param name="target">The row.</param>
    /// <param name="count">Its voxels.</param>
    /// <param name="start">Source coordinate of the first one.</param>
    /// <param name="step">From one to the next.</param>
    public void Row(float* source, float* target, long count, (double X, double Y, double Z) start, (double X, double Y, double Z) step)
    {
        var (x, y, z) = (new Neighbours(), new Neighbours(), new Neighbours());
        for (var k = 0L; k < count; k++)
        {
            Move(ref x, k, start.X, step.X, from.X, from.Slice, from.Rank > 1);
            Move(ref y, k, start.Y, step.Y, from.Y, from.Z, from.Rank == 3);
            Move(ref z, k, start.Z, step.Z, from.Z, 1, true);
            target[k] = x.Count * y.Count * z.Count == 0 ? 0 : (float)Sum(source, x, y, z);
        }
    }

    private void Move(ref Neighbours neighbours, long k, double start, double step, long size, long stride, bool isUsed)
    {
        if (k == 0 || step != 0)
        {
            neighbours.Set(isUsed ? start + k * step : 0, isUsed ? kernel : new(0), boundary, size, stride);
        }
    }

    private static double Sum(float* source, in Neighbours x, in Neighbours y, in Neighbours z)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Count; i++)
        {
            var slice = 0.0;
            for (var j = 0; j < y.Count; j++)
            {
                var at = source + x.Offset[i] + y.Offset[j];
                var row = 0.0;
                for (var k = 0; k < z.Count; k++)
                {
                    row += at[z.Offset[k]] * z.Weight[k];
                }
                slice += row * y.Weight[j];
            }
            sum += slice * x.Weight[i];
        }
        return sum;
    }

    /// <summary>The neighbours of a coordinate along one axis; none where nothing lies there.</summary>
    internal struct Neighbours
    {
        public int Count;
        public fixed double Weight[MaxTaps];
        public fixed long Offset[MaxTaps];

        public void Set(double x, SplineKernel kernel, SplineBoundary boundary, long size, long stride)
        {
            // Cubic convolution sees each neighbour by itself, as in libtorch; a spline is a function that is evaluated inside the image.
            x = kernel.IsConvolution ? x : boundary.Inside(x, size);
            if (!(Math.Abs(x) < int.MaxValue))
            {
                Count = 0;
                return;
            }
            Span<double> weights = stackalloc double[MaxTaps];
            var start = kernel.Weights(x, weights);
            Count = kernel.Taps;
            for (var tap = 0; tap < Count; tap++)
            {
                var index = boundary.Index(start + tap, size);
                Weight[tap] = index < 0 ? 0 : weights[tap];
                Offset[tap] = Math.Max(0, index) * stride;
            }
        }

        public readonly (int Source, float Weight)[] Entries()
        {
            var entries = new (int, float)[Count];
            for (var tap = 0; tap < Count; tap++)
            {
                entries[tap] = ((int)Offset[tap], (float)Weight[tap]);
            }
            return entries;
        }
    }
}
