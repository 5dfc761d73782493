using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;

namespace Medulla.Transforms.Spatial;

/// <summary>Stretches and squeezes the cells of a grid on the image at random, each axis by itself. Its affine stays.</summary>
/// <param name="NumCells">Number of cells along each axis, or one number for all; 5 if null.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="DistortLimit">Range that is added to a factor of 1 for each cell; [-0.03, 0.03] if null.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
public sealed record RandGridDistortion(
    Values<int>? NumCells = null, double Prob = 0.1, Interval? DistortLimit = null, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge) : RandomTransform<RandGridDistortion.Drawn>(Prob)
{
    /// <summary>Number of cells along each axis.</summary>
    public Values<int> NumCells { get; init; } = Values.From((NumCells ?? 5).Select(n => Check.Positive(n, nameof(NumCells))));

    /// <summary>For each axis, the factors of its cells.</summary>
    public sealed record Drawn(Values<Values<double>> DistortSteps);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var limit = (DistortLimit ?? 0.03).Ordered;
        return new(Values.From(SpatialSize.PerAxis(NumCells, image.SpatialShape.Count, "num_cells")
            .Select(cells => Values.From(random.Uniform(limit.Low, limit.High, cells + 1).Select(step => 1 + step)))));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => new GridDistortion(NumCells, drawn.DistortSteps, Mode, PaddingMode).Apply(image);
}
