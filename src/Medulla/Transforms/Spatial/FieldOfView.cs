using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Spatial;

/// <summary>Grids of other voxel sizes that cover the same part of the world.</summary>
internal static class FieldOfView
{
    /// <summary>Directions and voxel sizes without a place: the rotation of an image (QR), its shear removed, or none.</summary>
    /// <param name="from">The image's affine.</param>
    /// <param name="spacing">Voxel size along each axis, mm.</param>
    /// <param name="diagonal">Whether the axes are to be those of the world.</param>
    public static Affine WithSpacing(Affine from, IReadOnlyList<double> spacing, bool diagonal)
    {
        if (diagonal)
        {
            return Affine.Scaling([.. spacing]);
        }
        var rank = from.Rank;
        var columns = new double[rank][];
        for (var column = 0; column < rank; column++)
        {
            var v = Enumerable.Range(0, rank).Select(row => from[row, column]).ToArray();
            for (var other = 0; other < column; other++)
            {
                var along = v.Zip(columns[other], (a, b) => a * b).Sum();
                v = [.. v.Zip(columns[other], (a, b) => a - along * b)];
            }
            var norm = Math.Sqrt(v.Sum(a => a * a));
            columns[column] = norm > 0 ? [.. v.Select(a => a / norm)]
                : throw new ArgumentException($"the affine {from} is singular; voxel sizes cannot be told from it.");
        }
        return Affine.Create(rank, (row, column) => column == rank ? 0 : columns[column][row] * spacing[column]);
    }

    /// <summary>Shape of a grid and the world place of its first voxel, such that it covers an image.</summary>
    /// <param name="shape">Voxels of the image along each axis.</param>
    /// <param name="from">Its affine.</param>
    /// <param name="directions">Directions and voxel sizes of the grid; its place does not count.</param>
    /// <param name="scaleExtent">Whether the faces of the outer voxels are to meet; their centres otherwise.</param>
    /// <exception cref="ArgumentException">No voxel is left, or the directions are singular.</exception>
    public static (Values<long> Shape, double[] Origin) Cover(Values<long> shape, Affine from, Affine directions, bool scaleExtent)
    {
        var rank = from.Rank;
        directions = Affine.Create(rank, (row, column) => column == rank ? 0 : directions[row, column]);
        var toTarget = Solve(directions, from);
        var margin = scaleExtent ? 0.5 : 0;
        double[][] corners = [.. Enumerable.Range(0, 1 << rank).Select(corner => Enumerable.Range(0, rank)
            .Select(axis => (corner >> (rank - 1 - axis) & 1) == 1 ? shape[axis] - 1 + margin : -margin).ToArray())];
        var there = corners.Select(corner => toTarget.Apply(corner)).ToArray();
        double Low(int axis) => there.Min(c => c[axis]);
        double High(int axis) => there.Max(c => c[axis]);
        var size = Values.From(Enumerable.Range(0, rank).Select(axis => (long)Math.Round(High(axis) - Low(axis) + (scaleExtent ? 0 : 1))));
        if (size.Any(n => n < 1))
        {
            throw new ArgumentException($"an image of {shape} voxels of {Values.From(from.Spacing())} mm has no voxel left at {Values.From(directions.Spacing())} mm.");
        }

        // The corner of the image that is lowest along every axis of the result becomes its first voxel; failing that, the middles meet.
        var first = Array.FindIndex(there, corner => Enumerable.Range(0, rank).All(axis => Math.Abs(Low(axis) - corner[axis]) <= 1e-8));
        var origin = first >= 0
            ? from.Apply(corners[first])
            : [.. from.Apply([.. shape.Select(n => n / 2.0)]).Zip(directions.Apply([.. size.Select(n => n / 2.0)]), (a, b) => a - b)];
        if (scaleExtent)
        {
            var inner = from.Apply([.. shape.Zip(size, (a, b) => 0.5 * ((double)a / b - 1))]);
            origin = [.. inner.Zip(origin, (a, b) => Math.Abs(a) * Math.Sign(b))];
        }
        return (size, origin);
    }

    /// <summary>The map that leads through <paramref name="outer"/> to the same as <paramref name="inner"/>.</summary>
    /// <exception cref="ArgumentException">The outer map is singular.</exception>
    public static Affine Solve(Affine outer, Affine inner)
        => outer.IsFinite && outer.Determinant != 0 ? outer.Inverse() * inner
            : throw new ArgumentException($"the affine {outer} is not invertible; voxels cannot be found by their place in the world.");
}
