using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Coordinates of voxels after a random rotation, shear, translation and scaling; see <see cref="AffineGrid"/>.</summary>
/// <param name="RotateRange">Ranges of angles, radians: one in 2-D, up to three (about each axis) in 3-D; null leaves rotation out.</param>
/// <param name="ShearRange">Ranges of shear: two in 2-D (x by y, y by x), six in 3-D.</param>
/// <param name="TranslateRange">Ranges of shifts for each axis, voxels.</param>
/// <param name="ScaleRange">Ranges that are added to a factor of 1 for each axis.</param>
/// <param name="Dtype">Element type of the grid; that of a given grid if null.</param>
public sealed record RandAffineGrid(
    Values<Interval?>? RotateRange = null, Values<Interval?>? ShearRange = null, Values<Interval?>? TranslateRange = null,
    Values<Interval?>? ScaleRange = null, ScalarType? Dtype = ScalarType.Float32) : ITransform
{
    /// <summary>Whether no grid is wanted: calls then give nothing.</summary>
    public bool Lazy { get; init; }

    /// <summary>The grid.</summary>
    /// <param name="random">What to draw from.</param>
    /// <param name="spatialSize">Voxels along each axis; a new grid around the middle is made.</param>
    /// <param name="grid">Coordinates to transform instead, [axes + 1, spatial...], the last row ones.</param>
    /// <returns>[axes + 1, spatial...]; null if lazy.</returns>
    /// <exception cref="ArgumentException">There is neither a size nor a grid.</exception>
    public MetaTensor? Apply(Values<int>? spatialSize, MetaTensor? grid, RandomState random)
    {
        var drawn = new RandAffine(1, RotateRange, ShearRange, TranslateRange, ScaleRange).Draw(random, null!).Motion!;
        var (points, matrix) = new AffineGrid(drawn.Rotate, drawn.Shear, drawn.Translate, drawn.Scale, Dtype) { Lazy = Lazy }.Apply(spatialSize, grid);
        matrix.Dispose();
        return points;
    }

    /// <inheritdoc/>
    public Generators CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
    {
        var random = (call.Random ?? Generators.Unseeded(this)!).Own;
        var asked = call.Lazy is { } lazy ? this with { Lazy = lazy } : this;
        return item switch
        {
            Tensor grid => asked.Apply(null, new(grid), random),
            MetaTensor grid => asked.Apply(null, grid, random),
            Values<int> size => asked.Apply(size, null, random),
            System.Collections.IEnumerable size and not string => asked.Apply(Values.From(size.Cast<object>().Select(Convert.ToInt32)), null, random),
            _ => throw new ArgumentException($"RandAffineGrid takes a size or a grid; it was given {Sample.Describe(item)}."),
        };
    }
}
