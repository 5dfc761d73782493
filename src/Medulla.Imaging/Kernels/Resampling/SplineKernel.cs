namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Weights of the neighbours of a coordinate: B-splines of order 0 to 5, or cubic convolution.</summary>
/// <param name="Order">Order of the spline; one less than its neighbours.</param>
/// <param name="IsConvolution">Whether it is cubic convolution, which takes voxels as they are.</param>
internal readonly record struct SplineKernel(int Order, bool IsConvolution = false)
{
    /// <summary>Parameter of cubic convolution, that of libtorch.</summary>
    private const double A = -0.75;

    /// <summary>Neighbours along each axis.</summary>
    public int Taps => Order + 1;

    /// <summary>Whether voxels are to be turned into coefficients first, so that the spline runs through them.</summary>
    public bool NeedsFilter => Order > 1 && !IsConvolution;

    /// <summary>The kernel for a way of interpolating.</summary>
    /// <exception cref="ArgumentException">It is none of splines or cubic convolution.</exception>
    public static SplineKernel Of(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Cubic => new(3, IsConvolution: true),
        >= Interpolation.Spline0 and <= Interpolation.Spline5 => new(interpolation - Interpolation.Spline0),
        _ => throw new ArgumentException($"SplineResampler: {interpolation} interpolation was asked for; it does splines and cubic convolution. {nameof(Resampler)} does others."),
    };

    /// <summary>The weights of the neighbours at <paramref name="x"/>.</summary>
    /// <returns>Index of the first one.</returns>
    public long Weights(double x, Span<double> weights)
    {
        var centre = (Order & 1) == 1 ? Math.Floor(x) : Math.Floor(x + 0.5);
        var t = x - centre;
        if (IsConvolution)
        {
            (weights[0], weights[1], weights[2], weights[3]) = (Far(t + 1), Near(t), Near(1 - t), Far(2 - t));
        }
        else
        {
            Basis((Order & 1) == 1 ? t : t + 0.5, weights);
        }
        return (long)centre - Order / 2;
    }

    /// <summary>The cardinal B-spline by its recursion, B_d(u) = (u B_(d-1)(u) + (d + 1 - u) B_(d-1)(u - 1)) / d, at u = t + Order down to t.</summary>
    private void Basis(double t, Span<double> weights)
    {
        weights[Order] = 1;
        for (var d = 1; d <= Order; d++)
        {
            for (var m = d; m >= 0; m--)
            {
                var (own, below) = (m < d ? weights[Order - m] : 0, m > 0 ? weights[Order - m + 1] : 0);
                weights[Order - m] = ((t + m) * own + (d + 1 - t - m) * below) / d;
            }
        }
    }

    private static double Near(double d) => ((A + 2) * d - (A + 3)) * d * d + 1;

    private static double Far(double d) => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
}
