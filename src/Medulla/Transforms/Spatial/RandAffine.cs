using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Rotates, shears, shifts and scales the image about its middle, at random, in one interpolation.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="RotateRange">Ranges of angles, radians: one in 2-D, up to three (about each axis) in 3-D; null leaves rotation out.</param>
/// <param name="ShearRange">Ranges of shear: two in 2-D (x by y, y by x), six in 3-D.</param>
/// <param name="TranslateRange">Ranges of shifts for each axis, voxels.</param>
/// <param name="ScaleRange">Ranges that are added to a factor of 1 for each axis; 0.1 draws from 0.9 to 1.1.</param>
/// <param name="SpatialSize">Size of the result; 0, -1 or null for the image's own. Also applied where the draw is to leave the image alone.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="CacheGrid">Accepted for configurations' sake: no grid is ever materialised here, so there is nothing to cache.</param>
public sealed record RandAffine(
    double Prob = 0.1, Values<Interval?>? RotateRange = null, Values<Interval?>? ShearRange = null, Values<Interval?>? TranslateRange = null,
    Values<Interval?>? ScaleRange = null, Values<int>? SpatialSize = null, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Reflect, bool CacheGrid = false)
    : RandomSpatialTransform<RandAffine.Drawn>(Prob)
{
    /// <summary>What a call drew; null where only the size changes.</summary>
    public sealed record Drawn(Parameters? Motion);

    /// <summary>Angles (radians), shears, shifts (voxels) and factors.</summary>
    public sealed record Parameters(Values<double> Rotate, Values<double> Shear, Values<double> Translate, Values<double> Scale)
    {
        internal Affine ToAffine(int rank) => AffineParameters.Compose(rank, Rotate, Shear, Translate, Scale);
    }

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(new Parameters(
        Uniform(random, RotateRange), Uniform(random, ShearRange), Uniform(random, TranslateRange), Uniform(random, ScaleRange, around: 1)));

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn)
    {
        var size = Transforms.SpatialSize.Resolve(SpatialSize, source.Shape);
        var motion = drawn.Motion is { } m
            ? AffineParameters.Compose(source.Rank, m.Rotate, m.Shear, m.Translate, m.Scale)
            : Affine.Identity(source.Rank);
        var toSource = Middle(source.Shape, 1) * motion * Middle(size, -1);
        return new(source.Through(toSource, size), toSource, new(Mode, PaddingMode));
    }

    /// <summary>
    /// The parameters come from a generator of their own, which the reference asks twice on each call; the second answer counts.
    /// On a sample it asks once even where it then leaves the images alone.
    /// </summary>
    protected override IReadOnlyList<Generators?> CreateParts(Func<RandomState> source) => [new(source())];

    /// <inheritdoc/>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image)
    {
        if (generators.Own.Rand() >= Prob)
        {
            return Unmoved(image);
        }
        var random = Parts(generators);
        _ = Draw(random, image);
        return Draw(random, image);
    }

    /// <inheritdoc/>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        var random = Parts(generators);
        _ = Draw(random, first);
        return act ? Draw(random, first) : Unmoved(first);
    }

    /// <inheritdoc/>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => image.WithData(image.Data.to_type(ScalarType.Float32, copy: true));

    private static RandomState Parts(Generators generators)
        => generators.Children is [{ } parts, ..] ? parts.Own : generators.Inner;

    private Drawn? Unmoved(MetaTensor image)
        => Transforms.SpatialSize.Resolve(SpatialSize, image.SpatialShape).Equals(image.SpatialShape) ? null : new(Motion: null);

    private static Affine Middle(Values<long> shape, int sign) => Affine.Translation([.. shape.Select(n => sign * (n - 1) / 2.0)]);

    private static Values<double> Uniform(RandomState random, Values<Interval?>? ranges, double around = 0)
        => Values.From((ranges ?? []).OfType<Interval>().Select(range => random.Uniform(range.Low, range.High) + around));
}
