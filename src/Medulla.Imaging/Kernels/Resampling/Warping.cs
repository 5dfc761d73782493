using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Interpolation at coordinates given for each voxel.</summary>
/// <param name="from">The source.</param>
/// <param name="rank">Axes of the coordinates.</param>
/// <param name="count">Voxels of a channel of the target.</param>
/// <param name="padding">Outside the source.</param>
/// <param name="alignCorners">See <see cref="PaddingRules"/>.</param>
/// <param name="field">What turns vectors into coordinates; null where coordinates are given.</param>
internal sealed unsafe class Warping(Shape3 from, int rank, long count, Padding padding, bool alignCorners, VectorField? field = null)
{
    private const int Lanes = 8;

    /// <summary>Voxel operations of one voxel, about.</summary>
    private const int Cost = 8;

    private readonly PointSampler sampler = new(from, padding, alignCorners);

    /// <summary>Fills the target with nearest voxels.</summary>
    public void Nearest<T>(T* source, float* coordinates, T* target, int channels)
        where T : unmanaged
        => Work.Split(count, Cost * channels, (first, end) =>
        {
            if (Vector256.IsHardwareAccelerated && end - first >= Lanes)
            {
                for (var at = first; at < end; at += Lanes)
                {
                    var i = Math.Min(at, end - Lanes);   // the last eight may overlap those before
                    Points(coordinates, i, out var x, out var y, out var z);
                    for (long channel = 0; channel < channels; channel++)
                    {
                        sampler.Nearest(source + channel * from.Count, x, y, z, target + channel * count + i);
                    }
                }
                return;
            }
            for (var i = first; i < end; i++)
            {
                var (x, y, z) = Point(coordinates, i);
                for (long channel = 0; channel < channels; channel++)
                {
                    target[channel * count + i] = sampler.Nearest(source + channel * from.Count, x, y, z);
                }
            }
        });

    /// <summary>Fills the target by linear interpolation.</summary>
    public void Linear<T>(T* source, float* coordinates, T* target, int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Work.Split(count, Cost * channels, (first, end) =>
        {
            if (typeof(T) == typeof(float) && Avx2.IsSupported && end - first >= Lanes)
            {
                for (var at = first; at < end; at += Lanes)
                {
                    var i = Math.Min(at, end - Lanes);
                    Points(coordinates, i, out var x, out var y, out var z);
                    for (long channel = 0; channel < channels; channel++)
                    {
                        sampler.Linear((float*)source + channel * from.Count, x, y, z).Store((float*)target + channel * count + i);
                    }
                }
                return;
            }
            for (var i = first; i < end; i++)
            {
                var (x, y, z) = Point(coordinates, i);
                for (long channel = 0; channel < channels; channel++)
                {
                    target[channel * count + i] = sampler.Linear(source + channel * from.Count, x, y, z);
                }
            }
        });

    private void Points(float* coordinates, long i, out Vector256<float> x, out Vector256<float> y, out Vector256<float> z)
    {
        x = rank >= 2 ? Vector256.Load(coordinates + i) : Vector256<float>.Zero;
        y = rank == 3 ? Vector256.Load(coordinates + count + i) : Vector256<float>.Zero;
        z = Vector256.Load(coordinates + (rank - 1) * count + i);
        field?.Locate(i, ref x, ref y, ref z);
    }

    private (double X, double Y, double Z) Point(float* coordinates, long i)
    {
        var (x, y, z) = (rank >= 2 ? coordinates[i] : 0, rank == 3 ? coordinates[count + i] : 0, coordinates[(rank - 1) * count + i]);
        return field?.Locate(i, x, y, z) ?? (x, y, z);
    }
}
