using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Magnifies or shrinks the image at random; see <see cref="Zoom"/>. Where the draw is to leave it alone it becomes float32.</summary>
/// <param name="Prob">How often a call zooms, in [0, 1].</param>
/// <param name="MinZoom">Smallest factor: one for all axes, which then share one draw, or one for each; of two for a 3-D image the first serves the first two axes.</param>
/// <param name="MaxZoom">Largest factor, likewise.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What to pad with.</param>
/// <param name="AlignCorners">See <see cref="Resize"/>.</param>
/// <param name="KeepSize">Whether the result has the image's size.</param>
/// <exception cref="ArgumentException">There are not as many largest as smallest factors.</exception>
[IgnoresUnknownArguments]
public sealed record RandZoom(
    double Prob = 0.1, Values<double>? MinZoom = null, Values<double>? MaxZoom = null, [property: PerKey] Interpolation Mode = Interpolation.Area,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge, [property: PerKey] bool? AlignCorners = null, bool KeepSize = true)
    : RandomSpatialTransform<RandZoom.Drawn>(Prob)
{
    /// <summary>Smallest factors; 0.9 if not given.</summary>
    public Values<double> MinZoom { get; init; } = MinZoom ?? 0.9;

    /// <summary>Largest factors; 1.1 if not given.</summary>
    public Values<double> MaxZoom { get; init; } = (MinZoom?.Count ?? 1) == (MaxZoom?.Count ?? 1)
        ? MaxZoom ?? 1.1
        : throw new ArgumentException($"RandZoom: MinZoom is {MinZoom ?? 0.9} and MaxZoom {MaxZoom ?? 1.1}; both need the same number of factors.");

    /// <summary>The factors.</summary>
    public sealed record Drawn(Values<double> Factors);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(Values.From(MinZoom.Zip(MaxZoom, (low, high) => random.Uniform(low, high))));

    /// <inheritdoc/>
    public override Mapping Map(Grid source, Drawn drawn)
        => new Zoom(PerAxis(drawn.Factors, source.Rank), Mode, PaddingMode, AlignCorners, KeepSize).Map(source);

    /// <summary>On a sample, the factors are drawn even where the images are then left alone.</summary>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        var drawn = Draw(generators.Inner, first);
        return act ? drawn : null;
    }

    /// <summary>The factors of an image: of two for more axes, the first serves all but the last.</summary>
    internal static Values<double> PerAxis(Values<double> factors, int axes)
        => factors is [var inPlane, var last] && axes > 2 ? Values.From(Enumerable.Repeat(inPlane, axes - 1).Append(last)) : factors;

    /// <inheritdoc/>
    protected override MetaTensor Skip(MetaTensor image, bool keyed) => image.WithData(image.Data.to_type(ScalarType.Float32, copy: true));
}
