using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Interpolation through any affine mapping, row by row. Linear interpolation of float voxels takes eight at a time, in a short form
/// where all their neighbours lie inside the source. Coordinates start in double for every eight voxels.
/// </summary>
/// <param name="from">The source.</param>
/// <param name="to">The target.</param>
/// <param name="map">Voxel of the target to voxel of the source, in three dimensions.</param>
/// <param name="padding">Outside the source.</param>
/// <param name="alignCorners">See <see cref="PaddingRules"/>.</param>
internal sealed unsafe class AffineResampling(Shape3 from, Shape3 to, Affine map, Padding padding, bool alignCorners)
{
    private const int Lanes = 8;

    /// <summary>How far inside (voxels) a coordinate must lie for rounding not to carry it out.</summary>
    private const double Margin = 1e-3;

    private readonly PointSampler sampler = new(from, padding, alignCorners);
    private readonly (double X, double Y, double Z) step = (map[0, 2], map[1, 2], map[2, 2]);

    private delegate void RowAction(long channel, long row, (double X, double Y, double Z) start);

    /// <summary>Fills the target with nearest voxels.</summary>
    public void Nearest<T>(T* source, T* target, int channels)
        where T : unmanaged
        => Rows(channels, (channel, row, start) => NearestRow(source + channel * from.Count, target + row * to.Z, start));

    /// <summary>Fills the target by linear interpolation.</summary>
    public void Linear<T>(T* source, T* target, int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Rows(channels, (channel, row, start) =>
        {
            var input = source + channel * from.Count;
            var output = target + row * to.Z;
            if (typeof(T) == typeof(float) && Avx2.IsSupported && to.Z >= Lanes)
            {
                LinearRow((float*)input, (float*)output, start);
                return;
            }
            for (long k = 0; k < to.Z; k++)
            {
                output[k] = sampler.Linear(input, start.X + k * step.X, start.Y + k * step.Y, start.Z + k * step.Z);
            }
        });

    private void Rows(int channels, RowAction action)
        => Work.Split(channels * to.X * to.Y, to.Z * 4, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var (slice, j) = Math.DivRem(row, to.Y);
                var (channel, i) = Math.DivRem(slice, to.X);
                double Start(int axis) => map[axis, 0] * i + map[axis, 1] * j + map[axis, 3];
                action(channel, row, (Start(0), Start(1), Start(2)));
            }
        });

    private void NearestRow<T>(T* source, T* target, (double X, double Y, double Z) start)
        where T : unmanaged
    {
        var inside = RowRange.InBox(to.Z, start, step, from, 0.5 - Margin);
        for (var at = 0L; at < to.Z; at += Lanes)
        {
            var k = Math.Max(0, Math.Min(at, to.Z - Lanes));   // the last eight may overlap those before
            var count = Math.Min(Lanes, to.Z);
            if (count == Lanes && Vector256.IsHardwareAccelerated && !inside.Holds(k, Lanes))
            {
                sampler.Nearest(
                    source, Coordinates(start.X + k * step.X, step.X), Coordinates(start.Y + k * step.Y, step.Y), Coordinates(start.Z + k * step.Z, step.Z),
                    target + k);
                continue;
            }
            for (var end = k + count; k < end; k++)
            {
                var (x, y, z) = (start.X + k * step.X, start.Y + k * step.Y, start.Z + k * step.Z);
                target[k] = inside.Holds(k, 1)
                    ? source[(long)Math.Round(x) * from.Slice + (long)Math.Round(y) * from.Z + (long)Math.Round(z)]
                    : sampler.Nearest(source, x, y, z);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LinearRow(float* source, float* target, (double X, double Y, double Z) start)
    {
        var inside = RowRange.InBox(to.Z, start, step, from, -Margin);
        var reached = padding == Padding.Zeros ? RowRange.InBox(to.Z, start, step, from, 1) : new(0, to.Z);
        var lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        var (dx, dy, dz) = (lanes * (float)step.X, lanes * (float)step.Y, lanes * (float)step.Z);
        for (var at = 0L; at < to.Z; at += Lanes)
        {
            var k = Math.Min(at, to.Z - Lanes);   // the last eight may overlap those before
            var (x, y, z) = (start.X + k * step.X, start.Y + k * step.Y, start.Z + k * step.Z);
            var values = inside.Holds(k, Lanes) ? Inside(source, x, y, z, dx, dy, dz)
                : reached.Misses(k, Lanes) ? Vector256<float>.Zero
                : sampler.Linear(source, Coordinates(x, step.X), Coordinates(y, step.Y), Coordinates(z, step.Z));
            values.Store(target + k);
        }
    }

    /// <summary>Eight coordinates, rounded to single precision only at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Coordinates(double start, double step)
        => Vector256.Narrow(
            Vector256.Create(start) + Vector256.Create(0.0, 1, 2, 3) * step,
            Vector256.Create(start) + Vector256.Create(4.0, 5, 6, 7) * step);

    /// <summary>Eight values whose neighbours all lie inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Inside(float* source, double x, double y, double z, Vector256<float> dx, Vector256<float> dy, Vector256<float> dz)
    {
        var ix = Split(x, dx, from.X, out var fx);
        var iy = Split(y, dy, from.Y, out var fy);
        var iz = Split(z, dz, from.Z, out var fz);
        return sampler.Between(source, ix * (int)from.Slice + iy * (int)from.Z + iz, fx, fy, fz);
    }

    /// <summary>Eight coordinates as whole part and fraction. The whole part is clamped: single precision may round up to the last voxel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Split(double start, Vector256<float> steps, long size, out Vector256<float> fraction)
    {
        var whole = Math.Floor(start);
        var offset = Vector256.Create((float)(start - whole)) + steps;
        var floor = Vector256.Floor(offset);
        fraction = offset - floor;
        var index = Vector256.ConvertToInt32Native(floor) + Vector256.Create((int)whole);
        return Vector256.Min(Vector256.Max(index, Vector256<int>.Zero), Vector256.Create((int)size - 2));
    }
}
