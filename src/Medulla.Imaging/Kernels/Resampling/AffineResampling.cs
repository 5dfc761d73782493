using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Interpolation through any affine mapping, row by row. Where all neighbours of a run of voxels lie inside the source, eight are
/// done at once; the rest goes through <see cref="At"/>. Coordinates start in double for every eight voxels.
/// </summary>
internal sealed unsafe class AffineResampling(Shape3 from, Shape3 to, Affine map, Interpolation interpolation, Padding padding, bool alignCorners)
{
    private const long ParallelFrom = 1 << 13;

    /// <summary>How far inside (voxels) a coordinate must lie for rounding not to carry it out.</summary>
    private const double Margin = 1e-3;

    private readonly double stepX = map[0, 2], stepY = map[1, 2], stepZ = map[2, 2];

    /// <summary>Fills the target.</summary>
    public void Run(float* source, float* target, int channels)
    {
        var rows = channels * to.X * to.Y;
        if (channels * to.Count < ParallelFrom)
        {
            for (long row = 0; row < rows; row++)
            {
                Row(source, target, row);
            }
            return;
        }
        // A row is too little work for a task of its own.
        var perTask = Math.Max(1, ParallelFrom / 4 / Math.Max(1, to.Z));
        Parallel.For(0, (rows + perTask - 1) / perTask, task =>
        {
            for (var row = task * perTask; row < Math.Min(rows, (task + 1) * perTask); row++)
            {
                Row(source, target, row);
            }
        });
    }

    private void Row(float* source, float* target, long row)
    {
        var (channel, inChannel) = Math.DivRem(row, to.X * to.Y);
        var (i, j) = Math.DivRem(inChannel, to.Y);
        source += channel * from.Count;
        target += row * to.Z;
        var x = map[0, 0] * i + map[0, 1] * j + map[0, 3];
        var y = map[1, 0] * i + map[1, 1] * j + map[1, 3];
        var z = map[2, 0] * i + map[2, 1] * j + map[2, 3];
        var (first, end) = interpolation == Interpolation.Linear && Avx2.IsSupported && from.Count <= int.MaxValue
            ? Interior(x, y, z)
            : (0L, 0L);
        end = first + (end - first) / 8 * 8;
        for (var k = 0L; k < first; k++)
        {
            target[k] = At(source, x + k * stepX, y + k * stepY, z + k * stepZ);
        }
        Eights(source, target, first, end, x, y, z);
        for (var k = end; k < to.Z; k++)
        {
            target[k] = At(source, x + k * stepX, y + k * stepY, z + k * stepZ);
        }
    }

    /// <summary>The run of voxels of a row whose coordinates lie between the first and last voxel of every axis.</summary>
    private (long First, long End) Interior(double x, double y, double z)
    {
        var (low, high) = (0.0, (double)(to.Z - 1));
        Clip(x, stepX, from.X, ref low, ref high);
        Clip(y, stepY, from.Y, ref low, ref high);
        Clip(z, stepZ, from.Z, ref low, ref high);
        if (!(low <= high))
        {
            return (0, 0);
        }
        var (first, end) = ((long)Math.Ceiling(low), (long)Math.Floor(high) + 1);
        return end > first ? (first, end) : (0, 0);

        static void Clip(double start, double step, long size, ref double low, ref double high)
        {
            var (a, b) = (Margin - start, size - 1 - Margin - start);
            if (Math.Abs(step) < 1e-12)
            {
                high = a <= 0 && b >= 0 ? high : -1;
                return;
            }
            (a, b) = step > 0 ? (a / step, b / step) : (b / step, a / step);
            low = Math.Max(low, a);
            high = Math.Min(high, b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eights(float* source, float* target, long first, long end, double x, double y, double z)
    {
        if (first >= end)
        {
            return;
        }
        var lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        var (dx, dy, dz) = (lanes * (float)stepX, lanes * (float)stepY, lanes * (float)stepZ);
        var (lastX, lastY, lastZ) = (Vector256.Create((int)from.X - 2), Vector256.Create((int)from.Y - 2), Vector256.Create((int)from.Z - 2));
        var (slice, row) = (Vector256.Create((int)(from.Y * from.Z)), Vector256.Create((int)from.Z));
        long sliceStep = from.Y * from.Z, rowStep = from.Z;
        for (var k = first; k < end; k += 8)
        {
            var ix = Split(x + k * stepX, dx, lastX, out var fx);
            var iy = Split(y + k * stepY, dy, lastY, out var fy);
            var iz = Split(z + k * stepZ, dz, lastZ, out var fz);
            var at = ix * slice + iy * row + iz;
            var v00 = Pair(source, at, fz);
            var v01 = Pair(source + rowStep, at, fz);
            var v10 = Pair(source + sliceStep, at, fz);
            var v11 = Pair(source + sliceStep + rowStep, at, fz);
            var v0 = v00 + (v01 - v00) * fy;
            var v1 = v10 + (v11 - v10) * fy;
            (v0 + (v1 - v0) * fx).Store(target + k);
        }
    }

    /// <summary>Eight coordinates as whole part and fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Split(double start, Vector256<float> steps, Vector256<int> last, out Vector256<float> fraction)
    {
        var whole = Math.Floor(start);
        var offset = Vector256.Create((float)(start - whole)) + steps;
        var floor = Vector256.Floor(offset);
        fraction = offset - floor;
        return Vector256.Min(Vector256.Max(Vector256.ConvertToInt32(floor) + Vector256.Create((int)whole), Vector256<int>.Zero), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* source, Vector256<int> at, Vector256<float> fraction)
    {
        var a = Avx2.GatherVector256(source, at, 4);
        var b = Avx2.GatherVector256(source + 1, at, 4);
        return a + (b - a) * fraction;
    }

    /// <summary>The value at one coordinate, anywhere.</summary>
    private float At(float* source, double x, double y, double z)
    {
        x = padding.Inside(x, from.X, alignCorners);
        y = padding.Inside(y, from.Y, alignCorners);
        z = padding.Inside(z, from.Z, alignCorners);
        if (interpolation == Interpolation.Nearest)
        {
            return Voxel(source, Round(x), Round(y), Round(z));
        }
        var (ix, iy, iz) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
        var (fx, fy, fz) = (x - ix, y - iy, z - iz);
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (a, b, c) = (corner >> 2, (corner >> 1) & 1, corner & 1);
            var weight = (a == 0 ? 1 - fx : fx) * (b == 0 ? 1 - fy : fy) * (c == 0 ? 1 - fz : fz);
            if (weight != 0)
            {
                sum += weight * Voxel(source, ix + a, iy + b, iz + c);
            }
        }
        return (float)sum;
    }

    private float Voxel(float* source, double x, double y, double z)
        => x >= 0 && x < from.X && y >= 0 && y < from.Y && z >= 0 && z < from.Z
            ? source[((long)x * from.Y + (long)y) * from.Z + (long)z]
            : 0;

    private static double Round(double x) => Math.Round(x, MidpointRounding.ToEven);
}
