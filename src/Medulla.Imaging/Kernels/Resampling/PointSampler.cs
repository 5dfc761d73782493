using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Reads an image at any coordinates, inside or out.</summary>
internal sealed unsafe class PointSampler(Shape3 from, Padding padding, bool alignCorners)
{
    /// <summary>The voxel nearest to a coordinate; of two equally near the one with the even index.</summary>
    public T Nearest<T>(T* source, double x, double y, double z)
        where T : unmanaged
        => Voxel(
            source,
            Math.Round(padding.Inside(x, from.X, alignCorners)),
            Math.Round(padding.Inside(y, from.Y, alignCorners)),
            Math.Round(padding.Inside(z, from.Z, alignCorners)));

    /// <summary>The value between the eight voxels around a coordinate.</summary>
    public T Linear<T>(T* source, double x, double y, double z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = padding.Inside(x, from.X, alignCorners);
        y = padding.Inside(y, from.Y, alignCorners);
        z = padding.Inside(z, from.Z, alignCorners);
        var (ix, iy, iz) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
        var (fx, fy, fz) = (x - ix, y - iy, z - iz);
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (a, b, c) = (corner >> 2, (corner >> 1) & 1, corner & 1);
            var weight = (a == 0 ? 1 - fx : fx) * (b == 0 ? 1 - fy : fy) * (c == 0 ? 1 - fz : fz);
            if (weight > 0)
            {
                sum += weight * double.CreateTruncating(Voxel(source, ix + a, iy + b, iz + c));
            }
        }
        return T.CreateTruncating(sum);
    }

    /// <summary>Eight values at once, with coordinates and weights in single precision. Needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Linear(float* source, Vector256<float> x, Vector256<float> y, Vector256<float> z)
    {
        Locate(x, from.X, (int)from.Slice, out var x0, out var x1, out var wx0, out var wx1, out var hasX0, out var hasX1);
        Locate(y, from.Y, (int)from.Z, out var y0, out var y1, out var wy0, out var wy1, out var hasY0, out var hasY1);
        Locate(z, from.Z, 1, out var z0, out var z1, out var wz0, out var wz1, out var hasZ0, out var hasZ1);
        var hasAll = hasX0 & hasX1 & hasY0 & hasY1 & hasZ0 & hasZ1;
        if (Vector256.EqualsAll(hasAll, Vector256<int>.AllBitsSet))
        {
            return Between(source, x0 + y0 + z0, wx1, wy1, wz1);
        }
        var low = Row(source, x0 + y0, hasX0 & hasY0) * wy0 + Row(source, x0 + y1, hasX0 & hasY1) * wy1;
        var high = Row(source, x1 + y0, hasX1 & hasY0) * wy0 + Row(source, x1 + y1, hasX1 & hasY1) * wy1;
        return low * wx0 + high * wx1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<float> Row(float* image, Vector256<int> row, Vector256<int> hasRow)
            => Read(image, row + z0, hasRow & hasZ0) * wz0 + Read(image, row + z1, hasRow & hasZ1) * wz1;
    }

    /// <summary>Eight values whose neighbours all lie in the image: where the lowest neighbours are in memory, and how far above them the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Between(float* source, Vector256<int> at, Vector256<float> fx, Vector256<float> fy, Vector256<float> fz)
    {
        at = Vector256.Shuffle(at, Vector256.Create(0, 1, 4, 5, 2, 3, 6, 7));   // the order in which Pair puts lanes together again
        var v00 = Pair(source, at, fz);
        var v01 = Pair(source + from.Z, at, fz);
        var v10 = Pair(source + from.Slice, at, fz);
        var v11 = Pair(source + from.Slice + from.Z, at, fz);
        var v0 = v00 + (v01 - v00) * fy;
        var v1 = v10 + (v11 - v10) * fy;
        return v0 + (v1 - v0) * fx;
    }

    /// <summary>Values between neighbours along the last axis, which are read as one: half the gathering.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* source, Vector256<int> at, Vector256<float> fraction)
    {
        var first = Avx2.GatherVector256((double*)source, at.GetLower(), sizeof(float)).AsSingle();
        var second = Avx2.GatherVector256((double*)source, at.GetUpper(), sizeof(float)).AsSingle();
        var low = Avx.Shuffle(first, second, 0b10_00_10_00);
        var high = Avx.Shuffle(first, second, 0b11_01_11_01);
        return low + (high - low) * fraction;
    }

    /// <summary>Eight nearest voxels at once, with coordinates in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Nearest<T>(T* source, Vector256<float> x, Vector256<float> y, Vector256<float> z, T* target)
        where T : unmanaged
    {
        var (ix, iy, iz) = (Round(x, from.X, out var hasX), Round(y, from.Y, out var hasY), Round(z, from.Z, out var hasZ));
        var offsets = ix * (int)from.Slice + iy * (int)from.Z + iz;
        offsets = Vector256.ConditionalSelect(hasX & hasY & hasZ, offsets, Vector256<int>.AllBitsSet);
        for (var lane = 0; lane < Vector256<int>.Count; lane++)
        {
            var offset = offsets[lane];
            target[lane] = offset < 0 ? default : source[offset];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<int> Round(Vector256<float> coordinate, long size, out Vector256<int> isInside)
        {
            var index = Vector256.ConvertToInt32Native(Vector256.Round(padding.Inside(coordinate, size, alignCorners)));
            isInside = Vector256.GreaterThan(index, Vector256<int>.AllBitsSet) & Vector256.LessThan(index, Vector256.Create((int)size));
            return index;
        }
    }

    /// <summary>0 where the mask is not set; nothing is read there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Read(float* source, Vector256<int> at, Vector256<int> mask)
        => Avx2.GatherMaskVector256(Vector256<float>.Zero, source, at, mask.AsSingle(), sizeof(float));

    /// <summary>Lower and upper neighbour along an axis as offsets in memory, their weights, and whether they are in the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Locate(
        Vector256<float> x, long size, int stride, out Vector256<int> low, out Vector256<int> high,
        out Vector256<float> lowWeight, out Vector256<float> highWeight, out Vector256<int> hasLow, out Vector256<int> hasHigh)
    {
        x = padding.Inside(x, size, alignCorners);
        var floor = Vector256.Floor(x);
        var index = Vector256.ConvertToInt32Native(floor);   // what does not fit becomes the least integer, which is outside
        var (minusOne, last) = (Vector256<int>.AllBitsSet, Vector256.Create((int)size - 1));
        hasLow = Vector256.GreaterThan(index, minusOne) & ~Vector256.GreaterThan(index, last);
        hasHigh = Vector256.GreaterThan(last, index) & ~Vector256.GreaterThan(minusOne, index);
        var fraction = (x - floor) & (hasLow | hasHigh).AsSingle();   // no NaN from infinite coordinates
        highWeight = fraction;
        lowWeight = Vector256<float>.One - fraction;
        low = index * stride;
        high = low + Vector256.Create(stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Voxel<T>(T* source, double x, double y, double z)
        where T : unmanaged
        => x >= 0 && x < from.X && y >= 0 && y < from.Y && z >= 0 && z < from.Z
            ? source[(long)x * from.Slice + (long)y * from.Z + (long)z]
            : default;
}
