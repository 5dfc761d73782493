using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Makes a coarse grid of control points around the middle of an image, each moved at random; for spline deformations.</summary>
/// <param name="Spacing">Voxels between control points along each axis, or one number for all; 0 or less for 1.</param>
/// <param name="MagnitudeRange">Range of the moves' standard deviation, voxels.</param>
public sealed record RandDeformGrid(Values<double> Spacing, Interval MagnitudeRange) : ITransform
{
    /// <summary>Control points that cover an image with one more on each side.</summary>
    /// <param name="random">What to draw from.</param>
    /// <param name="spatialSize">Voxels along each axis of the image.</param>
    /// <returns>[axes + 1, points along each axis...], float64: coordinates from the middle, in voxels, and ones.</returns>
    public Tensor Apply(RandomState random, Values<long> spatialSize)
        => TensorMemory.Scoped(() =>
        {
            var axes = spatialSize.Count;
            var spacing = Steps(axes);
            var ranges = spatialSize.Select((n, axis) => Points(n, (float)spacing[axis])).ToArray();
            var moves = Draw(random, [.. ranges.Select(range => range.shape[0])]);
            var points = meshgrid(ranges, indexing: "ij").ToArray();
            return cat([stack(points) + moves, ones_like(points[0]).unsqueeze(0)]);
        });

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
        => Apply((call.Random ?? Generators.Unseeded(this)!).Own, item switch
        {
            Values<long> size => size,
            System.Collections.IList { Count: > 0 } size => Values.From(size.Cast<object>().Select(Convert.ToInt64)),
            _ => throw new ArgumentException($"RandDeformGrid takes the size of an image; it was given {Sample.Describe(item)}."),
        });

    /// <summary>Moves of points on a grid of some shape, [axes, shape...], float32.</summary>
    internal Tensor Draw(RandomState random, ReadOnlySpan<long> shape)
    {
        var moves = random.Normal(0, 1, [shape.Length, .. shape], ScalarType.Float32);
        return moves.mul_(random.Uniform(MagnitudeRange.Low, MagnitudeRange.High));
    }

    /// <summary>Voxels between control points, for each axis.</summary>
    internal double[] Steps(int axes) => [.. SpatialSize.PerAxis(Spacing, axes, "spacing").Select(s => s > 0 ? s : 1)];

    /// <summary>Coordinates along an axis of n voxels. Single precision as in the reference, whose rounding decides the number of points.</summary>
    private static Tensor Points(long n, float spacing)
    {
        var half = (n - 1f) / (2 * spacing);
        var count = n % 2 == 0 ? MathF.Ceiling(half + 0.5f) * 2 + 2 : MathF.Ceiling(half) * 2 + 3;
        var end = (count - 1) / 2 * spacing;
        return linspace(-end, end, (long)count, ScalarType.Float64);
    }
}
