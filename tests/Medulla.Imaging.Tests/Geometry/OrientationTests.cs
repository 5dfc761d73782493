using FsCheck;
using FsCheck.Fluent;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Geometry;

public class OrientationTests
{
    /// <summary>All 48 orientations of space, 8 of the plane and 2 of the line, by their codes.</summary>
    public static TheoryData<string> All { get; } = [.. Enumerable.Range(1, 3).SelectMany(Codes)];

    [Fact]
    public void Space_Has48Orientations() => Assert.Equal(48, Codes(3).Distinct().Count());

    [Theory]
    [MemberData(nameof(All))]
    public void CodesReadBack_AndAffineGivesThem(string codes)
    {
        var orientation = Orientation.Parse(codes);
        Assert.Equal(codes, orientation.Codes());
        Assert.Equal(orientation, Orientation.Of(AffineOf(orientation)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void InverseUndoes_AndCanonicalIsNeutral(string codes)
    {
        var orientation = Orientation.Parse(codes);
        var neutral = Orientation.Canonical(orientation.Rank);
        Assert.Equal(neutral, orientation.Then(orientation.Inverse()));
        Assert.Equal(neutral, orientation.Inverse().Then(orientation));
        Assert.Equal(orientation, orientation.To(neutral));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ReorientedGrid_HasTheTargetsCodesAndTheSameCorners(string codes)
    {
        var source = Orientation.Parse(codes);
        var shape = Values.From(Enumerable.Range(3, source.Rank).Select(length => (long)length));
        var affine = AffineOf(source);
        foreach (var target in Codes(source.Rank).Select(other => Orientation.Parse(other)))
        {
            var change = source.To(target);
            Assert.Equal(source, change.Then(target));
            var moved = new Grid(shape, affine).Through(change.ToSource(shape), change.Reorder(shape));
            Assert.Equal(target, Orientation.Of(moved.Affine));
            Assert.Equal(Box(new(shape, affine)), Box(moved));
        }
    }

    [Fact]
    public void ObliqueAffine_GivesTheClosestAxes()
    {
        // 30 degrees about z, then x reversed: columns (-cos, -sin, 0), (-sin, cos, 0), (0, 0, 2).
        var (c, s) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        Assert.Equal("LAS", Orientation.Of(new(3, [-c, -s, 0, 5, -s, c, 0, 6, 0, 0, 2, 7, 0, 0, 0, 1])).ToString());
    }

    [Fact]
    public void TwoAxesAlongOneWorldAxis_AreGivenDifferentOnes()
    {
        // Both columns lean most to x. The polar factor of [1 0.9; 0 0.436] is a rotation that parts them evenly.
        Assert.Equal("RA", Orientation.Of(new(2, [1, 0.9, 0, 0, 0.436, 0, 0, 0, 1])).Codes());
    }

    [Fact]
    public void VoxelSize_DoesNotMatter()
        => Prop.ForAll(Maps.Regular, affine =>
            Orientation.Of(affine) == Orientation.Of(affine * Affine.Scaling([.. Enumerable.Range(1, affine.Rank).Select(i => 0.25 * i)])))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void OwnLabels_AreUsed()
    {
        Values<string> labels = ["WE", "SN"];
        Assert.Equal("SE", Orientation.Parse("SE", labels).Codes(labels));
        Assert.Equal("PR", Orientation.Parse("SE", labels).Codes());
    }

    [Theory]
    [InlineData("RAX", "'X'")]
    [InlineData("RLS", "one end of each")]
    [InlineData("RS", "one end of each")]
    public void WrongCodes_AreRejected(string codes, string complaint)
        => Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => Orientation.Parse(codes)).Message);

    [Fact]
    public void SingularAffine_HasNoOrientation()
        => Assert.Throws<InvalidOperationException>(() => Orientation.Of(Affine.Scaling(1, 0, 1)));

    [Fact]
    public void NoPermutation_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => new Orientation([0, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => new Orientation([0, 1], [1, 2]));
    }

    private static IEnumerable<string> Codes(int rank)
        => rank == 0 ? [""] : Codes(rank - 1).SelectMany(rest => Orientation.Anatomical[rank - 1]
            .SelectMany(end => Enumerable.Range(0, rank).Select(place => rest.Insert(place, end.ToString()))));

    /// <summary>Axes of lengths 1, 2, 3 along the orientation's world axes, with an offset.</summary>
    private static Affine AffineOf(Orientation orientation)
        => Affine.Create(orientation.Rank, (row, column) =>
            column == orientation.Rank ? 10 * (row + 1)
            : orientation.Axes[column] == row ? orientation.Signs[column] * (column + 1)
            : 0);

    /// <summary>The ends of the lattice in the world.</summary>
    private static string Box(Grid grid)
    {
        var last = grid.Shape.Select(length => length - 1.0).ToArray();
        var (a, b) = (grid.Affine.Apply(new double[grid.Rank]), grid.Affine.Apply(last));
        return string.Join(" ", a.Zip(b).Select(pair => $"{Math.Min(pair.First, pair.Second)}..{Math.Max(pair.First, pair.Second)}"));
    }
}
