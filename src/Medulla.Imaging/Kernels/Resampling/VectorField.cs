using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Turns the vectors of a field into source coordinates: those of voxel i are <c>base * i + linear part of vectors * field(i)</c>.
/// A displacement of voxels and an affine mapping thus become one, and no grid of coordinates is ever stored.
/// </summary>
internal sealed unsafe class VectorField
{
    private const int Lanes = 8;
    private readonly Shape3 to;
    private readonly double[] origin = new double[12];
    private readonly double[] exactGain = new double[9];
    private readonly float[] gain;
    private readonly Vector256<float>[] alongRow = new Vector256<float>[3];

    /// <summary>A field on a target.</summary>
    /// <param name="to">The target.</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source, in three dimensions.</param>
    /// <param name="vectors">Vectors to voxels of the source, in three dimensions; its offset does not count.</param>
    public VectorField(Shape3 to, Affine toSource, Affine vectors)
    {
        this.to = to;
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                origin[row * 4 + column] = toSource[row, column];
                if (column < 3)
                {
                    exactGain[row * 3 + column] = vectors[row, column];
                }
            }
            alongRow[row] = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7) * (float)toSource[row, 2];
        }
        gain = [.. exactGain.Select(g => (float)g)];
    }

    /// <summary>Replaces the vectors at <paramref name="at"/> to at + 7 by the coordinates there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Locate(long at, ref Vector256<float> x, ref Vector256<float> y, ref Vector256<float> z)
    {
        var (row, column) = Math.DivRem((uint)at, (uint)to.Z);
        var isOneRow = column + Lanes <= to.Z;
        var (dx, dy, dz) = (x, y, z);
        x = Base(0) + dx * gain[0] + dy * gain[1] + dz * gain[2];
        y = Base(1) + dx * gain[3] + dy * gain[4] + dz * gain[5];
        z = Base(2) + dx * gain[6] + dy * gain[7] + dz * gain[8];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<float> Base(int axis)
            => isOneRow ? Vector256.Create((float)Start(axis, row, column)) + alongRow[axis] : AcrossRows(axis, at);
    }

    /// <summary>The coordinates of one voxel with the given vector.</summary>
    public (double X, double Y, double Z) Locate(long at, double x, double y, double z)
    {
        var (row, column) = Math.DivRem(at, to.Z);
        double Along(int axis) => Start(axis, row, column) + x * exactGain[axis * 3] + y * exactGain[axis * 3 + 1] + z * exactGain[axis * 3 + 2];
        return (Along(0), Along(1), Along(2));
    }

    private double Start(int axis, long row, long column)
    {
        var (slice, line) = Math.DivRem(row, to.Y);
        return origin[axis * 4] * slice + origin[axis * 4 + 1] * line + origin[axis * 4 + 2] * column + origin[axis * 4 + 3];
    }

    private Vector256<float> AcrossRows(int axis, long at)
    {
        var starts = stackalloc float[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var (row, column) = Math.DivRem(at + lane, to.Z);
            starts[lane] = (float)Start(axis, row, column);
        }
        return Vector256.Load(starts);
    }
}
