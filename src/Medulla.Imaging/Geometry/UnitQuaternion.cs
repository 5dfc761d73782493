namespace Medulla.Imaging.Geometry;

/// <summary>A rotation of space as w + xi + yj + zk of length 1; q and -q are the same rotation.</summary>
/// <param name="W">Cosine of half the angle.</param>
/// <param name="X">First part of the axis, times the sine of half the angle.</param>
/// <param name="Y">Second part.</param>
/// <param name="Z">Third part.</param>
public readonly record struct UnitQuaternion(double W, double X, double Y, double Z)
{
    /// <summary>Completes a quaternion by W = sqrt(1 - x² - y² - z²), which is how NIfTI stores one.</summary>
    /// <param name="x">First part of the axis.</param>
    /// <param name="y">Second part.</param>
    /// <param name="z">Third part.</param>
    /// <param name="tolerance">How far the squares may sum to more than 1 by rounding; W is 0 then.</param>
    /// <exception cref="ArgumentException">The squares sum to more than 1, or are not finite.</exception>
    public static UnitQuaternion FromAxis(double x, double y, double z, double tolerance = 1e-12)
    {
        var square = 1 - ((x * x) + (y * y) + (z * z));
        return square >= -tolerance
            ? new(Math.Sqrt(Math.Max(0, square)), x, y, z)
            : throw new ArgumentException($"quaternion parts {x}, {y}, {z} are too long for a rotation: their squares sum to {1 - square}, at most 1 is possible.");
    }

    /// <summary>The quaternion, W not negative, of a rotation matrix.</summary>
    /// <param name="rotation">An affine of rank 3 whose linear part is orthogonal with determinant 1.</param>
    /// <remarks>
    /// From the largest of the four squares, so that nothing is divided by a small number: S. W. Shepperd,
    /// "Quaternion from rotation matrix", 1978.
    /// </remarks>
    public static UnitQuaternion FromRotation(Affine rotation)
    {
        var r = rotation;
        // Four times the squares of w, x, y and z.
        double[] squares =
        [
            1 + r[0, 0] + r[1, 1] + r[2, 2],
            1 + r[0, 0] - r[1, 1] - r[2, 2],
            1 - r[0, 0] + r[1, 1] - r[2, 2],
            1 - r[0, 0] - r[1, 1] + r[2, 2],
        ];
        var (wx, wy, wz) = (r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]);
        var (xy, yz, zx) = (r[0, 1] + r[1, 0], r[1, 2] + r[2, 1], r[0, 2] + r[2, 0]);
        var largest = Array.IndexOf(squares, squares.Max());
        double[] products = largest switch
        {
            0 => [squares[0], wx, wy, wz],
            1 => [wx, squares[1], xy, zx],
            2 => [wy, xy, squares[2], yz],
            _ => [wz, zx, yz, squares[3]],
        };
        var length = Math.Sqrt(products.Sum(product => product * product)) * (products[0] < 0 ? -1 : 1);
        return new(products[0] / length, products[1] / length, products[2] / length, products[3] / length);
    }

    /// <summary>The rotation as an affine of rank 3. The length is divided out, so rounded parts still give a rotation.</summary>
    public Affine ToAffine()
    {
        var (w, x, y, z) = this;
        var s = 2 / ((w * w) + (x * x) + (y * y) + (z * z));
        return new(3,
        [
            1 - (s * ((y * y) + (z * z))), s * ((x * y) - (w * z)), s * ((x * z) + (w * y)), 0,
            s * ((x * y) + (w * z)), 1 - (s * ((x * x) + (z * z))), s * ((y * z) - (w * x)), 0,
            s * ((x * z) - (w * y)), s * ((y * z) + (w * x)), 1 - (s * ((x * x) + (y * y))), 0,
            0, 0, 0, 1,
        ]);
    }
}
