using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Spatial;

/// <summary>Turns the image by quarter turns in the plane of two axes.</summary>
/// <param name="K">Number of quarter turns, from the first axis towards the second; negative ones turn the other way.</param>
/// <param name="SpatialAxes">The two axes, not counting the channel; the first two if null.</param>
/// <exception cref="ArgumentException">There are not two different axes.</exception>
public sealed record Rotate90(int K = 1, Values<int>? SpatialAxes = null) : SpatialTransform
{
    /// <summary>The two axes of the plane.</summary>
    public Values<int>? SpatialAxes { get; init; } = SpatialAxes is { Count: not 2 }
        ? throw new ArgumentException($"Rotate90: SpatialAxes is {SpatialAxes}; two axes make a plane.")
        : SpatialAxes ?? [0, 1];

    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        if (source.Axes(SpatialAxes).ToArray() is not [var first, var second] || first == second)
        {
            throw new ArgumentException($"SpatialAxes is {SpatialAxes}; two different axes make a plane.");
        }
        var toSource = Affine.Identity(source.Rank);
        var shape = source.Shape.ToArray();
        for (var turn = ((K % 4) + 4) % 4; turn > 0; turn--)
        {
            // One turn: result (.., i on first, .., j on second, ..) is the source at first = j, second = last - i.
            var last = shape[second] - 1;
            var quarter = Affine.Create(source.Rank, (row, column) =>
                row == first ? (column == second ? 1 : 0)
                : row == second ? (column == first ? -1 : column == source.Rank ? last : 0)
                : row == column ? 1 : 0);
            toSource *= quarter;
            (shape[first], shape[second]) = (shape[second], shape[first]);
        }
        return new(source.Through(toSource, shape), toSource, Sampling.Exact);
    }
}
