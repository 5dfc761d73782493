using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Turns a 2-D or 3-D image about its middle, at random; see <see cref="Rotate"/>. Where the draw is to leave it alone it becomes float32.</summary>
/// <param name="RangeX">Range of the angle (radians) about the first axis; of the only angle in 2-D.</param>
/// <param name="RangeY">Range of the angle about the second axis.</param>
/// <param name="RangeZ">Range of the angle about the third axis.</param>
/// <param name="Prob">How often a call turns the image, in [0, 1].</param>
/// <param name="KeepSize">Whether the result has the image's size; otherwise it is made large enough to hold all of it.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="AlignCorners">See <see cref="Rotate"/>.</param>
public sealed record RandRotate(
    Interval RangeX = default, Interval RangeY = default, Interval RangeZ = default, double Prob = 0.1, bool KeepSize = true,
    [property: PerKey] Interpolation Mode = Interpolation.Linear, [property: PerKey] PadMode PaddingMode = PadMode.Edge,
    [property: PerKey] bool AlignCorners = false) : RandomSpatialTransform<RandRotate.Drawn>(Prob)
{
    /// <summary>Angles about each axis, radians.</summary>
    public sealed record Drawn(double X, double Y, double Z);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(Uniform(random, RangeX), Uniform(random, RangeY), Uniform(random, RangeZ));

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn)
        => new Rotate(source.Rank == 2 ? drawn.X : [drawn.X, drawn.Y, drawn.Z], KeepSize, Mode, PaddingMode, AlignCorners).Map(source);

    /// <summary>On a sample, the angles are drawn even where the images are then left alone.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        var drawn = Draw(generators.Inner, first);
        return act ? drawn : null;
    }

    /// <inheritdoc/>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => image.WithData(image.Data.to_type(ScalarType.Float32, copy: true));

    /// <summary>A range given as one number runs upwards, whatever its sign; other ranges are drawn from as they are.</summary>
    private static double Uniform(RandomState random, Interval range)
        => (range.Low == -range.High ? range.Ordered : range) is var (low, high) ? random.Uniform(low, high) : 0;
}
