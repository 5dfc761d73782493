using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Bends a 3-D image at random, by uniform noise that a Gaussian makes smooth, after a random affine motion. Its affine stays.</summary>
/// <param name="SigmaRange">Range of the Gaussian's standard deviation, voxels.</param>
/// <param name="MagnitudeRange">Range of the factor that turns smoothed noise of [-1, 1] into voxels.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="RotateRange">Ranges of angles about each axis, radians; null leaves rotation out.</param>
/// <param name="ShearRange">Ranges of six shears.</param>
/// <param name="TranslateRange">Ranges of shifts for each axis, voxels.</param>
/// <param name="ScaleRange">Ranges that are added to a factor of 1 for each axis.</param>
/// <param name="SpatialSize">Size of the result; 0, -1 or null for the image's own. Also applied where the draw is to leave the image alone.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
public sealed record Rand3DElastic(
    Interval SigmaRange, Interval MagnitudeRange, double Prob = 0.1, Values<Interval?>? RotateRange = null, Values<Interval?>? ShearRange = null,
    Values<Interval?>? TranslateRange = null, Values<Interval?>? ScaleRange = null, Values<int>? SpatialSize = null,
    [property: PerKey] Interpolation Mode = Interpolation.Linear, [property: PerKey] PadMode PaddingMode = PadMode.Reflect)
    : RandomTransform<Rand3DElastic.Drawn>(Prob)
{
    /// <summary>The Gaussian ends at this many standard deviations.</summary>
    private const double Truncated = 3;

    private RandAffine Motion => new(1, RotateRange, ShearRange, TranslateRange, ScaleRange);

    /// <summary>What a call drew.</summary>
    /// <param name="Size">Size of the result.</param>
    /// <param name="Displacement">Displacement of each voxel of the result before the motion, [3, size...], voxels; null where only the size changes.</param>
    /// <param name="Motion">The affine motion.</param>
    public sealed record Drawn(Values<long> Size, Tensor? Displacement, RandAffine.Parameters? Motion);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new(Size(image), Smooth(Noise(random, image)), Motion.Draw(random, image).Motion);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var source = image.SpatialShape;
            var sampling = new Sampling(Mode, PaddingMode);
            var motion = drawn.Motion?.ToAffine(3) ?? Imaging.Geometry.Affine.Identity(source.Count);
            var toSource = Deformation.BetweenMiddles(drawn.Size, source, motion);
            return drawn.Displacement is { } displacement
                ? Deformation.Through(image.Data, displacement, toSource, toSource, sampling)
                : new Mapping(new(drawn.Size, image.Affine), toSource, sampling).Execute(image.Data).to_type(ScalarType.Float32, copy: true);
        }));

    /// <summary>The motion comes from a generator of its own, which the reference asks twice on each call; the second answer counts.</summary>
    protected override IReadOnlyList<Generators?> CreateParts(Func<RandomState> source) => [new(source())];

    /// <inheritdoc/>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image)
        => generators.Own.Rand() < Prob ? Drawing(generators, generators.Own, image, act: true) : new(Size(image), null, null);

    /// <summary>On a sample the reference draws even where it then leaves the images alone.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        return Drawing(generators, generators.Inner, first, act);
    }

    private Drawn Drawing(Generators generators, RandomState random, MetaTensor image, bool act)
    {
        var motions = generators.Children is [{ } part, ..] ? part.Own : generators.Inner;
        var noise = Noise(random, image);
        Motion.Draw(motions, image);
        if (act)
        {
            return new(Size(image), Smooth(noise), Motion.Draw(motions, image).Motion);
        }
        noise.Field.Dispose();
        return new(Size(image), null, null);
    }

    private (Tensor Field, double Magnitude, double Sigma) Noise(RandomState random, MetaTensor image)
        => (random.Uniform(-1, 1, [3, .. Size(image)], ScalarType.Float32),
            random.Uniform(MagnitudeRange.Low, MagnitudeRange.High), random.Uniform(SigmaRange.Low, SigmaRange.High));

    /// <summary>The noise, smoothed in place.</summary>
    private static Tensor Smooth((Tensor Field, double Magnitude, double Sigma) noise)
    {
        // The field is linear in the weights, so that one axis' can carry the magnitude.
        var weights = GaussianWeights.Of(Math.Abs(noise.Sigma), truncated: Truncated);
        float[] scaled = [.. weights.Select(w => (float)(w * noise.Magnitude))];
        SeparableConvolution.Apply(noise.Field.AsSpan<float>(), noise.Field.shape.AsSpan(1), 3, [weights, weights, scaled]);
        return noise.Field;
    }

    private Values<long> Size(MetaTensor image)
        => image.SpatialShape.Count == 3 ? Transforms.SpatialSize.Resolve(SpatialSize, image.SpatialShape)
            : throw new ArgumentException($"Rand3DElastic bends images of 3 spatial axes; this one has {image.SpatialShape.Count}. Rand2DElastic takes 2.");
}
