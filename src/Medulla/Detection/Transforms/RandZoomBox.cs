using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;

namespace Medulla.Detection.Transforms;

/// <summary>Zooms images and moves their boxes, at random.</summary>
/// <param name="ImageKeys">Keys of images.</param>
/// <param name="BoxKeys">Keys of boxes.</param>
/// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
/// <param name="Prob">How often a call acts, in [0, 1].</param>
/// <param name="MinZoom">Smallest factor: one for all axes, which then share one draw, or one for each; of two for a 3-D image the first serves the first two axes. 0.9 if null.</param>
/// <param name="MaxZoom">Largest factor, likewise; 1.1 if null.</param>
/// <param name="Mode">Interpolation, one for all images or one for each; means over areas if null.</param>
/// <param name="PaddingMode">What to pad with, likewise; the edge if null.</param>
/// <param name="AlignCorners">See <see cref="Resize"/>, likewise.</param>
/// <param name="KeepSize">Whether images keep their size.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
[IgnoresUnknownArguments]
public sealed record RandZoomBox(
    Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, double Prob = 0.1, Values<double>? MinZoom = null,
    Values<double>? MaxZoom = null, Values<Interpolation>? Mode = null, Values<PadMode>? PaddingMode = null, Values<bool?>? AlignCorners = null,
    bool KeepSize = true, bool AllowMissingKeys = false) : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
{
    private readonly RandZoom zooms = new(Prob, MinZoom, MaxZoom);

    /// <inheritdoc/>
    public override Generators? CreateGenerators(Func<RandomState> source) => new(source(), source());

    private protected override SpatialTransform ImageStep => new Zoom(1.0);

    private protected override Sample Apply(Sample sample, Call call)
    {
        if (ImageKeys.FirstOrDefault(sample.ContainsKey) is not { } first)
        {
            return AllowMissingKeys ? sample : throw new KeyNotFoundException($"the sample has none of the keys {ImageKeys}.");
        }
        var generators = call.Random ?? Generators.Unseeded(this)!;
        var acts = generators.Own.Rand() < zooms.Prob;
        // The factors are drawn even where nothing is zoomed, behind a decision of their own that is always yes.
        generators.Inner.Rand();
        var factors = zooms.Draw(generators.Inner, sample.Image(first)).Factors;
        return !acts ? sample : Move(sample, call, (image, size) => ZoomBox.Image(
            RandZoom.PerAxis(factors, size.Count), size, KeepSize, Mode?.Cyclic(image) ?? Interpolation.Area, PaddingMode?.Cyclic(image) ?? PadMode.Edge, AlignCorners?.Cyclic(image)));
    }
}
