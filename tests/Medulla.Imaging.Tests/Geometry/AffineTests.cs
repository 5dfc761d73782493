using FsCheck;
using FsCheck.Fluent;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Geometry;

public class AffineTests
{
    [Fact]
    public void InverseUndoes_ForRegularMaps()
        => Prop.ForAll(Maps.Regular, affine => (affine * affine.Inverse()).IsClose(Affine.Identity(affine.Rank), 1e-9)).QuickCheckThrowOnFailure();

    [Fact]
    public void ProductApplies_LikeOneAfterTheOther()
        => Prop.ForAll(Maps.Regular, Maps.Regular, (a, b) =>
        {
            b = b.Resize(a.Rank);
            var point = Enumerable.Range(1, a.Rank).Select(i => 3.0 / i).ToArray();
            return (a * b).Apply(point).Zip(a.Apply(b.Apply(point))).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Determinant_IsMultiplicative()
        => Prop.ForAll(Maps.Regular, affine => Math.Abs((affine.Determinant * affine.Inverse().Determinant) - 1) < 1e-9).QuickCheckThrowOnFailure();

    [Fact]
    public void Orthogonal_IsOrthogonalAndLeavesRotationsAlone()
        => Prop.ForAll(Maps.Regular, affine =>
        {
            var u = PolarDecomposition.Orthogonal(affine);
            var transposed = Affine.Create(u.Rank, (row, column) => column == u.Rank ? 0 : u[column, row]);
            return (u * transposed).IsClose(Affine.Identity(u.Rank), 1e-12) && PolarDecomposition.Orthogonal(u).IsClose(u, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Orthogonal_OfAShear_IsItsPolarFactor()
    {
        // [1 1; 0 1]: M^T M = [1 1; 1 2], and U = M (M^T M)^(-1/2) = [2 1; -1 2] / sqrt 5.
        var u = PolarDecomposition.Orthogonal(new(2, [1, 1, 0, 0, 1, 0, 0, 0, 1]));
        var s = Math.Sqrt(5);
        Assert.True(u.IsClose(new(2, [2 / s, 1 / s, 0, -1 / s, 2 / s, 0, 0, 0, 1]), 1e-12));
    }

    [Fact]
    public void SingularMap_HasNoInverse()
        => Assert.Throws<InvalidOperationException>(() => Affine.Scaling(1, 0, 1).Inverse());
}
