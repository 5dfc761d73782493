namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Turns voxels into the coefficients of the B-spline that runs through them: a recursive filter along each axis, forwards and
/// backwards (Unser 1999, "Splines: a perfect fit for signal and image processing").
/// </summary>
internal static unsafe class SplineFilter
{
    /// <summary>Filters [C, X, Y, Z] in place.</summary>
    /// <param name="voxels">The voxels; coefficients afterwards.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="order">Order of the spline, 2 to 5.</param>
    /// <param name="boundary">How the image goes on outside.</param>
    public static void Apply(float* voxels, Shape3 shape, int channels, int order, SplineBoundary boundary)
    {
        var poles = Poles(order);
        for (var axis = 0; axis < 3; axis++)
        {
            var length = shape[axis];
            if (length < 2)
            {
                continue;
            }
            var inner = axis == 0 ? shape.Slice : axis == 1 ? shape.Z : 1;
            Work.Split(channels * shape.Count / length, length * 4, (first, end) =>
            {
                var line = new double[length];
                for (var i = first; i < end; i++)
                {
                    var (outer, within) = Math.DivRem(i, inner);
                    var start = voxels + outer * length * inner + within;
                    for (var k = 0L; k < length; k++)
                    {
                        line[k] = start[k * inner];
                    }
                    Line(line, poles, boundary);
                    for (var k = 0L; k < length; k++)
                    {
                        start[k * inner] = (float)line[k];
                    }
                }
            });
        }
    }

    private static void Line(Span<double> c, double[] poles, SplineBoundary boundary)
    {
        var gain = 1.0;
        foreach (var z in poles)
        {
            gain *= (1 - z) * (1 - 1 / z);
        }
        foreach (ref var value in c)
        {
            value *= gain;
        }
        foreach (var z in poles)
        {
            c[0] = First(c, z, boundary);
            for (var i = 1; i < c.Length; i++)
            {
                c[i] += z * c[i - 1];
            }
            c[^1] = Last(c, z, boundary);
            for (var i = c.Length - 2; i >= 0; i--)
            {
                c[i] = z * (c[i + 1] - c[i]);
            }
        }
    }

    /// <summary>What the forward filter would have come to at the first voxel: the sum of z^k times all voxels before it.</summary>
    private static double First(ReadOnlySpan<double> c, double z, SplineBoundary boundary)
    {
        var n = c.Length;
        var (sum, power) = (c[0], z);
        switch (boundary)
        {
            case SplineBoundary.GridWrap:
                for (var i = 1; i < n; i++, power *= z)
                {
                    sum += power * c[n - i];
                }
                return sum / (1 - power);
            case SplineBoundary.Reflect or SplineBoundary.Nearest:
                var zn = Math.Pow(z, n);
                sum += zn * c[n - 1];
                for (var i = 1; i < n; i++, power *= z)
                {
                    sum += power * (c[i] + zn * c[n - 1 - i]);
                }
                return sum * z / (1 - zn * zn) + c[0];
            default:
                var zn1 = Math.Pow(z, n - 1);
                sum += zn1 * c[n - 1];
                for (var i = 1; i < n - 1; i++, power *= z)
                {
                    sum += power * (c[i] + zn1 * c[n - 1 - i]);
                }
                return sum / (1 - zn1 * zn1);
        }
    }

    /// <summary>The last coefficient, where the backward filter starts.</summary>
    private static double Last(ReadOnlySpan<double> c, double z, SplineBoundary boundary)
    {
        switch (boundary)
        {
            case SplineBoundary.GridWrap:
                var (sum, power) = (c[^1], z);
                for (var i = 0; i < c.Length - 1; i++, power *= z)
                {
                    sum += power * c[i];
                }
                return sum * z / (power - 1);
            case SplineBoundary.Reflect or SplineBoundary.Nearest:
                return c[^1] * z / (z - 1);
            default:
                return (z * c[^2] + c[^1]) * z / (z * z - 1);
        }
    }

    private static double[] Poles(int order) => order switch
    {
        2 => [Math.Sqrt(8) - 3],
        3 => [Math.Sqrt(3) - 2],
        4 => [Math.Sqrt(664 - Math.Sqrt(438976)) + Math.Sqrt(304) - 19, Math.Sqrt(664 + Math.Sqrt(438976)) - Math.Sqrt(304) - 19],
        _ => [Math.Sqrt(67.5 - Math.Sqrt(4436.25)) + Math.Sqrt(26.25) - 6.5, Math.Sqrt(67.5 + Math.Sqrt(4436.25)) - Math.Sqrt(26.25) - 6.5],
    };
}
