using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Shrinks the image at random and brings it back to its size, as if it had been taken at a lower resolution.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="DownsampleMode">Interpolation on the way down.</param>
/// <param name="UpsampleMode">Interpolation on the way up.</param>
/// <param name="ZoomRange">Range of the factor; null for 0.5 to 1.</param>
/// <param name="AlignCorners">Whether the centres of the outer voxels are kept in place on the way up, rather than their faces.</param>
public sealed record RandSimulateLowResolution(
    double Prob = 0.1, Interpolation DownsampleMode = Interpolation.Nearest, Interpolation UpsampleMode = Interpolation.Linear,
    Interval? ZoomRange = null, bool AlignCorners = false) : RandomTransform<RandSimulateLowResolution.Drawn>(Prob)
{
    /// <summary>The factor.</summary>
    public sealed record Drawn(double Zoom);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new((ZoomRange ?? (0.5, 1)) is var (low, high) ? random.Uniform(low, high) : 1);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
    {
        var data = image.Data;
        var size = image.SpatialShape;
        long[] small = [.. size.Select(n => (long)Math.Round(n * drawn.Zoom))];
        if (small.Any(n => n < 1))
        {
            throw new ArgumentException($"an image of {size} voxels has none left at {drawn.Zoom} times its resolution.");
        }
        var up = Resize.Corners(UpsampleMode, AlignCorners);
        return image.WithData(TensorMemory.Scoped(() => Stretching.ToSize(
            Stretching.ToSize(data.to_type(ScalarType.Float32), small, DownsampleMode), size.Span, UpsampleMode, up.AlignCorners).clone()));
    }

    internal override bool DrawsPerKey => true;

    /// <summary>The factor is drawn even where the image is then left alone.</summary>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image)
    {
        var act = generators.Own.Rand() < Prob;
        var drawn = Draw(generators.Own, image);
        return act ? drawn : null;
    }

    /// <inheritdoc/>
    protected override MetaTensor Skip(MetaTensor image, bool keyed)
        => keyed ? image.WithData(image.Data.to_type(ScalarType.Float32, copy: true)) : image;
}
