using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Spatial;

/// <summary>Rotation, shear, translation and scaling as one matrix, for 2-D and 3-D.</summary>
internal static class AffineParameters
{
    /// <summary>The product rotation * shear * translation * scaling; empty lists leave a factor out.</summary>
    /// <param name="rank">2 or 3.</param>
    /// <param name="rotate">Radians: one angle in 2-D; about the first, second and third axis in 3-D.</param>
    /// <param name="shear">2-D: (x by y, y by x). 3-D: (x by y, x by z, y by x, y by z, z by x, z by y).</param>
    /// <param name="translate">Voxels, for each axis.</param>
    /// <param name="scale">Factors, for each axis.</param>
    public static Affine Compose(int rank, IReadOnlyList<double> rotate, IReadOnlyList<double> shear, IReadOnlyList<double> translate, IReadOnlyList<double> scale)
    {
        if (rank is not (2 or 3))
        {
            throw new ArgumentException($"affine transforms work on 2-D and 3-D images; this one has {rank} spatial axes.");
        }
        var result = Affine.Identity(rank);
        result = rotate.Count > 0 ? result * Rotation(rank, rotate) : result;
        result = shear.Count > 0 ? result * Shearing(rank, shear) : result;
        result = translate.Count > 0 ? result * Affine.Translation(Filled(translate, rank, 0)) : result;
        return scale.Count > 0 ? result * Affine.Scaling(Filled(scale, rank, 1)) : result;
    }

    /// <summary>Rotations about the axes in order, the first one leftmost.</summary>
    public static Affine Rotation(int rank, IReadOnlyList<double> radians)
    {
        if (rank == 2)
        {
            return InPlane(2, 0, 1, radians[0]);
        }
        var result = InPlane(3, 1, 2, radians[0]);
        result = radians.Count > 1 ? result * InPlane(3, 2, 0, radians[1]) : result;
        return radians.Count > 2 ? result * InPlane(3, 0, 1, radians[2]) : result;
    }

    private static Affine InPlane(int rank, int from, int to, double radians)
    {
        var (sin, cos) = Math.SinCos(radians);
        return Affine.Create(rank, (row, column) =>
            (row == from && column == from) || (row == to && column == to) ? cos
            : row == from && column == to ? -sin
            : row == to && column == from ? sin
            : row == column ? 1 : 0);
    }

    /// <summary>A shear; coefficients that are not given are 0.</summary>
    public static Affine Shearing(int rank, IReadOnlyList<double> coefficients)
    {
        var filled = Filled(coefficients, rank * (rank - 1), 0);
        var next = 0;
        return Affine.Create(rank, (row, column) => row == column ? 1 : column == rank ? 0 : filled[next++]);
    }

    /// <summary>As many values as asked for, the rest filled up.</summary>
    public static double[] Filled(IReadOnlyList<double> values, int count, double rest)
        => [.. values.Take(count), .. Enumerable.Repeat(rest, Math.Max(0, count - values.Count))];
}
