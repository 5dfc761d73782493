namespace Medulla.Imaging.Geometry;

/// <summary>The rotation (or reflection) nearest to a matrix.</summary>
internal static class PolarDecomposition
{
    /// <summary>
    /// The orthogonal factor U of the polar decomposition M = U H, which is the orthogonal matrix closest to M in the
    /// Frobenius norm: the singular value decomposition with all singular values replaced by 1.
    /// </summary>
    /// <param name="affine">Its linear part is M; the offset is dropped.</param>
    /// <exception cref="InvalidOperationException">M is singular or not finite.</exception>
    /// <remarks>Newton's iteration with Frobenius scaling: N. J. Higham, "Computing the polar decomposition", 1986.</remarks>
    public static Affine Orthogonal(Affine affine)
    {
        var rank = affine.Rank;
        var current = Linear(affine);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var inverse = current.Inverse();
            var gamma = Math.Sqrt(Norm(inverse) / Norm(current));
            var previous = current;
            current = Affine.Create(rank, (row, column) => column == rank
                ? 0
                : 0.5 * ((gamma * previous[row, column]) + (inverse[column, row] / gamma)));
            if (current.IsClose(previous, 1e-15))
            {
                break;
            }
        }
        return current;
    }

    /// <summary>The linear part with columns of length 1: what rotation and shear make of the voxel axes.</summary>
    public static Affine UnitColumns(Affine affine)
    {
        var spacing = affine.Spacing();
        return Affine.Create(affine.Rank, (row, column) =>
            column == affine.Rank ? 0 : spacing[column] == 0 ? affine[row, column] : affine[row, column] / spacing[column]);
    }

    private static Affine Linear(Affine affine)
        => Affine.Create(affine.Rank, (row, column) => column == affine.Rank ? 0 : affine[row, column]);

    private static double Norm(Affine affine)
    {
        var sum = 0.0;
        for (var row = 0; row < affine.Rank; row++)
        {
            for (var column = 0; column < affine.Rank; column++)
            {
                sum += affine[row, column] * affine[row, column];
            }
        }
        return Math.Sqrt(sum);
    }
}
