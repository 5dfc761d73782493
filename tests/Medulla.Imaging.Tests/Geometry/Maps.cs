using FsCheck;
using FsCheck.Fluent;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Geometry;

/// <summary>Affine maps for property tests.</summary>
internal static class Maps
{
    /// <summary>Maps of rank 1 to 3 that can be undone without losing more than a few digits.</summary>
    public static Arbitrary<Affine> Regular { get; } = Gen.Choose(1, 3)
        .SelectMany(rank => Gen.Choose(-2000, 2000).ArrayOf(rank * (rank + 1)).Select(values
            => Affine.Create(rank, (row, column) => values[(row * (rank + 1)) + column] / 100.0)))
        .Where(affine => affine.Spacing().All(size => size > 0) && Math.Abs(PolarDecomposition.UnitColumns(affine).Determinant) > 1e-2)
        .ToArbitrary();

    /// <summary>Unit quaternions of all directions, and the half turns where W is 0.</summary>
    public static Arbitrary<UnitQuaternion> Rotations { get; } = Gen.Choose(-50, 50).ArrayOf(4)
        .Where(parts => parts.Any(part => part != 0))
        .Select(parts =>
        {
            var length = Math.Sqrt(parts.Sum(part => (double)part * part));
            return new UnitQuaternion(Math.Abs(parts[0]) / length, parts[1] / length, parts[2] / length, parts[3] / length);
        })
        .ToArbitrary();
}
