using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Imaging.Tests.Kernels.Resampling;

/// <summary>grid_sample as its definition has it, a voxel at a time.</summary>
internal static class GridSample
{
    public static double At(double[] image, long[] shape, double[] point, Interpolation interpolation, Padding padding, bool alignCorners)
    {
        double[] inside = [.. point.Select((x, axis) => Inside(x, shape[axis], padding, alignCorners))];
        if (interpolation == Interpolation.Nearest)
        {
            return Voxel([.. inside.Select(x => (long)Math.Round(x, MidpointRounding.ToEven))]);
        }
        var sum = 0.0;
        for (var corner = 0; corner < 1 << shape.Length; corner++)
        {
            var weight = 1.0;
            var index = new long[shape.Length];
            for (var axis = 0; axis < shape.Length; axis++)
            {
                var low = (long)Math.Floor(inside[axis]);
                var isHigh = (corner >> axis) & 1;
                index[axis] = low + isHigh;
                weight *= isHigh == 1 ? inside[axis] - low : 1 - (inside[axis] - low);
            }
            sum += weight * Voxel(index);
        }
        return sum;

        double Voxel(long[] index) => Voxels.Position(index, shape) is >= 0 and var position ? image[position] : 0;
    }

    private static double Inside(double x, long n, Padding padding, bool alignCorners)
    {
        if (padding == Padding.Zeros)
        {
            return x;
        }
        if (padding == Padding.Reflection && n > 1)
        {
            var (low, high) = alignCorners ? (0, n - 1.0) : (-0.5, n - 0.5);
            while (x < low || x > high)
            {
                x = x < low ? 2 * low - x : 2 * high - x;
            }
        }
        return Math.Clamp(x, 0, n - 1);
    }
}
