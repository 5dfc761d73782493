using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>
/// Crops regions around randomly picked foreground or background voxels; one image becomes several. Regions that would reach
/// beyond the image are moved inside.
/// </summary>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
/// <param name="Label">Where foreground is, [C, spatial...]: voxels that are not 0, the first channel left out if there are several. May come with the call.</param>
/// <param name="Pos">Weight of foreground; a region is around foreground with probability Pos / (Pos + Neg).</param>
/// <param name="Neg">Weight of background.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="Image">If given, background is only where this exceeds <paramref name="ImageThreshold"/>. May come with the call.</param>
/// <param name="ImageThreshold">See <paramref name="Image"/>.</param>
/// <param name="FgIndices">Row-major indices of foreground voxels, known beforehand; with <paramref name="BgIndices"/>, instead of a label.</param>
/// <param name="BgIndices">Row-major indices of background voxels.</param>
/// <param name="AllowSmaller">Whether images smaller than a region are allowed; the result is then smaller too.</param>
/// <exception cref="ArgumentException">A weight is negative or both are 0; on a call, there is no label, no voxel, or the image is too small.</exception>
public sealed record RandCropByPosNegLabel(
    Values<int> SpatialSize, Tensor? Label = null, double Pos = 1, double Neg = 1, int NumSamples = 1, Tensor? Image = null,
    double ImageThreshold = 0, Values<long>? FgIndices = null, Values<long>? BgIndices = null, bool AllowSmaller = false)
    : RandomCrops(SpatialSize, NumSamples)
{
    /// <summary>Weight of foreground.</summary>
    public double Pos { get; init; } = Pos >= 0 && Neg >= 0 && Pos + Neg > 0 ? Pos
        : throw new ArgumentException($"RandCropByPosNegLabel: Pos is {Pos} and Neg {Neg}; they must be at least 0 and not both 0.");

    /// <summary>The regions of an image.</summary>
    /// <param name="img">The image to crop.</param>
    /// <param name="random">What to draw from.</param>
    /// <param name="label">Where foreground is; <see cref="Label"/> if null.</param>
    /// <param name="image">Where background may be; <see cref="Image"/> if null.</param>
    /// <param name="fgIndices">Instead of a label; <see cref="FgIndices"/> if null.</param>
    /// <param name="bgIndices">Instead of a label; <see cref="BgIndices"/> if null.</param>
    public IReadOnlyList<MetaTensor> Apply(
        MetaTensor img, RandomState random, Tensor? label = null, Tensor? image = null, Values<long>? fgIndices = null, Values<long>? bgIndices = null)
        => Crop(img, Draw(random, label ?? Label, image ?? Image, fgIndices ?? FgIndices, bgIndices ?? BgIndices), Lazy);

    /// <summary>Draws the regions' middles.</summary>
    public Values<Drawn> Draw(RandomState random, Tensor? label, Tensor? image = null, Values<long>? fgIndices = null, Values<long>? bgIndices = null)
    {
        if ((label ?? image) is not { } known)
        {
            throw new ArgumentException("a label (or an image, with known indices) is needed to tell where regions may lie; none is given.");
        }
        using var scope = NewDisposeScope();
        var shape = Values.Create(known.shape.AsSpan(1));
        var (foreground, background) = fgIndices is not null && bgIndices is not null
            ? (VoxelSet.Of(fgIndices), VoxelSet.Of(bgIndices))
            : Count(label ?? throw new ArgumentException("a label is needed to tell foreground; none is given."), image);
        return Numbered(CropCenters.AroundLabel(SpatialSize, NumSamples, Pos / (Pos + Neg), shape, foreground, background, random, AllowSmaller));
    }

    private protected override Values<Drawn> Draw(RandomState random, MetaTensor image) => Draw(random, Label, Image, FgIndices, BgIndices);

    private (VoxelSet Foreground, VoxelSet Background) Count(Tensor label, Tensor? image)
    {
        var (foreground, background) = VoxelIndices.Masks(label, image, ImageThreshold);
        return (new MaskedVoxels(foreground), new MaskedVoxels(background));
    }

    /// <summary>Crops keys of a sample around foreground and background of one of them; one sample becomes several.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="LabelKey">The key that tells foreground.</param>
    /// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="Pos">Weight of foreground.</param>
    /// <param name="Neg">Weight of background.</param>
    /// <param name="NumSamples">Number of regions.</param>
    /// <param name="ImageKey">The key above whose threshold background may lie; anywhere if null.</param>
    /// <param name="ImageThreshold">See <paramref name="ImageKey"/>.</param>
    /// <param name="FgIndicesKey">Key of foreground indices known beforehand.</param>
    /// <param name="BgIndicesKey">Key of background indices known beforehand.</param>
    /// <param name="AllowSmaller">Whether images smaller than a region are allowed.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string LabelKey, Values<int> SpatialSize, double Pos = 1, double Neg = 1, int NumSamples = 1, string? ImageKey = null,
        double ImageThreshold = 0, string? FgIndicesKey = null, string? BgIndicesKey = null, bool AllowSmaller = false, bool AllowMissingKeys = false)
        : KeyedRandomCrops(Keys, AllowMissingKeys)
    {
        private readonly RandCropByPosNegLabel cropper = new(SpatialSize, null, Pos, Neg, NumSamples, null, ImageThreshold, AllowSmaller: AllowSmaller);

        private protected override RandomCrops Cropper => cropper;

        private protected override IEnumerable<string> UsedKeys => new[] { FgIndicesKey, BgIndicesKey }.OfType<string>();

        private protected override Values<Drawn> Draw(RandomState random, Sample sample)
            => At(LabelKey, () => cropper.Draw(
                random, sample.ContainsKey(LabelKey) ? sample.Image(LabelKey).Data : null, ImageKey is not null && sample.ContainsKey(ImageKey) ? sample.Image(ImageKey).Data : null,
                VoxelIndices.In(sample, FgIndicesKey), VoxelIndices.In(sample, BgIndicesKey)));
    }
}
