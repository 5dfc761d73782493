using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Formats.Nifti;

/// <summary>
/// The three ways in which a NIfTI header places its voxels in the world, by the rules of nibabel: the sform is a matrix,
/// the qform a rotation with voxel sizes and an offset, and without either the image is centred and its x axis runs left.
/// </summary>
internal static class NiftiAffine
{
    /// <summary>The sform if it has a code, else the qform if it has one, else the base affine.</summary>
    /// <exception cref="ArgumentException">The qform counts and its quaternion is no rotation.</exception>
    public static Affine Best(NiftiHeader header)
        => header.Integer("sform_code") != 0 ? Sform(header)
        : header.Integer("qform_code") != 0 ? Qform(header)
        : Base(header);

    /// <summary><see cref="Best"/>, but the qform where the sform's voxel sizes are not pixdim, as MONAI does on loading.</summary>
    /// <exception cref="ArgumentException">The qform counts and its quaternion is no rotation.</exception>
    public static Affine Rectified(NiftiHeader header)
    {
        var best = Best(header);
        var rank = header.Dimensions.Count;
        // In four dimensions the reference's comparison takes in the offset and its correction never comes to the affine.
        if (header.Integer("sform_code") == 0 || rank > 3)
        {
            return best;
        }
        var pixdim = header.Floats("pixdim");
        bool Agrees(Affine affine) => affine.Resize(rank).Spacing().Index().All(axis =>
            Math.Abs((axis.Item == 0 ? 1 : axis.Item) - pixdim[axis.Index + 1]) <= 1e-8 + (1e-5 * pixdim[axis.Index + 1]));
        if (Agrees(best))
        {
            return best;
        }
        // The sizes of a qform are pixdim, but those of its first two rows, which count in the plane, may not be.
        var other = Qform(header);
        // The sform is stored in the header's precision, and so would the qform be in its place.
        return !Agrees(other) ? best : header.IsVersion2 ? other : InSingle(other);
    }

    /// <summary>The fields that state <paramref name="affine"/>: matrix, quaternion, offset and voxel sizes.</summary>
    /// <param name="affine">A regular map of rank 3.</param>
    /// <param name="code">What the world is: 1 the scanner, 2 another image, 3 Talairach, 4 MNI, 5 some other template.</param>
    /// <param name="fields">Where they are put.</param>
    public static void Put(Affine affine, long code, Dictionary<string, object> fields)
    {
        var spacing = affine.Spacing();
        var unit = PolarDecomposition.UnitColumns(affine);
        var factor = unit.Determinant < 0 ? -1 : 1;
        // A reflection is stored as the sign of the third voxel size.
        var orthogonal = PolarDecomposition.Orthogonal(unit);
        var quaternion = UnitQuaternion.FromRotation(orthogonal * Affine.Scaling(1, 1, factor));
        var pixdim = fields.TryGetValue("pixdim", out var value) && value is Values<double> { Count: 8 } known
            ? known.ToArray()
            : [1, 1, 1, 1, 1, 1, 1, 1];
        (pixdim[0], pixdim[1], pixdim[2], pixdim[3]) = (factor, spacing[0], spacing[1], spacing[2]);
        fields["pixdim"] = Values.From(pixdim);
        fields["sform_code"] = code;
        // A sheared image has no qform; the nearest rotation is written without a code, so that nobody relies on it.
        fields["qform_code"] = orthogonal.IsClose(unit, 1e-5) ? code : 0;
        (fields["quatern_b"], fields["quatern_c"], fields["quatern_d"]) = (quaternion.X, quaternion.Y, quaternion.Z);
        foreach (var (row, axis) in "xyz".Index())
        {
            fields[$"qoffset_{axis}"] = affine[row, 3];
            fields[$"srow_{axis}"] = Values.Create([affine[row, 0], affine[row, 1], affine[row, 2], affine[row, 3]]);
        }
    }

    /// <summary>Whether the map can be undone: columns that are finite, not zero, and not in one plane by more than rounding.</summary>
    public static bool IsRegular(Affine affine)
        => affine.IsFinite
        && affine.Spacing().All(size => size > 0 && double.IsFinite(size))
        && Math.Abs(PolarDecomposition.UnitColumns(affine).Determinant) > 1e-6;   // float32 has 6e-8

    private static Affine Sform(NiftiHeader header)
        => new(3, [.. header.Floats("srow_x"), .. header.Floats("srow_y"), .. header.Floats("srow_z"), 0, 0, 0, 1]);

    private static Affine Qform(NiftiHeader header)
    {
        var pixdim = header.Floats("pixdim");
        // Three times the rounding of the header's numbers.
        var tolerance = 3 * (header.IsVersion2 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1f) - 1);
        var quaternion = UnitQuaternion.FromAxis(header.Float("quatern_b"), header.Float("quatern_c"), header.Float("quatern_d"), tolerance);
        return Affine.Translation(header.Float("qoffset_x"), header.Float("qoffset_y"), header.Float("qoffset_z"))
            * quaternion.ToAffine()
            * Affine.Scaling(pixdim[1], pixdim[2], pixdim[0] * pixdim[3]);
    }

    private static Affine Base(NiftiHeader header)
    {
        var rank = Math.Min(3, header.Dimensions.Count);
        double Size(int axis) => axis < rank ? header.Floats("pixdim")[axis + 1] * (axis == 0 ? -1 : 1) : axis == 0 ? -1 : 1;
        double Centre(int axis) => axis < rank ? (header.Dimensions[axis] - 1) / 2.0 : 0;
        return Affine.Create(3, (row, column) => column == 3 ? -Centre(row) * Size(row) : row == column ? Size(row) : 0);
    }

    private static Affine InSingle(Affine affine) => Affine.Create(affine.Rank, (row, column) => (float)affine[row, column]);
}
