using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>
/// Crops regions around randomly picked voxels of each class in a given proportion; one image becomes several. Regions that would
/// reach beyond the image are moved inside.
/// </summary>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
/// <param name="Ratios">How often each class is in the middle, in proportion; equally if null. Classes without voxels never are.</param>
/// <param name="Label">Class numbers [1, spatial...], or one-hot [C, spatial...]. May come with the call.</param>
/// <param name="NumClasses">Number of classes, where the label is not one-hot.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="Image">If given, regions are only around voxels where this exceeds <paramref name="ImageThreshold"/>. May come with the call.</param>
/// <param name="ImageThreshold">See <paramref name="Image"/>.</param>
/// <param name="Indices">For each class, row-major indices of its voxels, known beforehand, instead of a label.</param>
/// <param name="AllowSmaller">Whether images smaller than a region are allowed; the result is then smaller too.</param>
/// <param name="Warn">Accepted for configurations' sake; nothing is printed.</param>
/// <param name="MaxSamplesPerClass">Most voxels of a class to pick from, spread evenly; all if null.</param>
/// <exception cref="ArgumentException">On a call, there is no label, no class can be chosen, or the image is too small.</exception>
public sealed record RandCropByLabelClasses(
    Values<int> SpatialSize, Values<double>? Ratios = null, Tensor? Label = null, int? NumClasses = null, int NumSamples = 1, Tensor? Image = null,
    double ImageThreshold = 0, Values<Values<long>>? Indices = null, bool AllowSmaller = false, bool Warn = true, int? MaxSamplesPerClass = null)
    : RandomCrops(SpatialSize, NumSamples)
{
    /// <summary>The regions of an image.</summary>
    /// <param name="img">The image to crop.</param>
    /// <param name="random">What to draw from.</param>
    /// <param name="label">Where classes are; <see cref="Label"/> if null.</param>
    /// <param name="image">Where regions may be; <see cref="Image"/> if null.</param>
    /// <param name="indices">Instead of a label; <see cref="Indices"/> if null.</param>
    public IReadOnlyList<MetaTensor> Apply(
        MetaTensor img, RandomState random, Tensor? label = null, Tensor? image = null, Values<Values<long>>? indices = null)
        => Crop(img, Draw(random, label ?? Label, image ?? Image, indices ?? Indices), Lazy);

    /// <summary>Draws the regions' middles.</summary>
    public Values<Drawn> Draw(RandomState random, Tensor? label, Tensor? image = null, Values<Values<long>>? indices = null)
    {
        if ((label ?? image) is not { } known)
        {
            throw new ArgumentException("a label (or an image, with known indices) is needed to tell where regions may lie; none is given.");
        }
        using var scope = NewDisposeScope();
        var classes = indices?.Select(VoxelSet.Of) ?? VoxelIndices.ClassMasks(
            label ?? throw new ArgumentException("a label is needed to tell classes; none is given."), NumClasses, image, ImageThreshold)
            .Select(mask => new MaskedVoxels(mask).Thinned(MaxSamplesPerClass));
        return Numbered(CropCenters.AroundClasses(
            SpatialSize, NumSamples, Values.Create(known.shape.AsSpan(1)), [.. classes], Ratios, random, AllowSmaller));
    }

    private protected override Values<Drawn> Draw(RandomState random, MetaTensor image) => Draw(random, Label, Image, Indices);

    /// <summary>Crops keys of a sample around voxels of the classes of one of them; one sample becomes several.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="LabelKey">The key that tells classes.</param>
    /// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="Ratios">How often each class is in the middle, in proportion; equally if null.</param>
    /// <param name="NumClasses">Number of classes, where the label is not one-hot.</param>
    /// <param name="NumSamples">Number of regions.</param>
    /// <param name="ImageKey">The key above whose threshold regions may lie; anywhere if null.</param>
    /// <param name="ImageThreshold">See <paramref name="ImageKey"/>.</param>
    /// <param name="IndicesKey">Key of the classes' indices known beforehand.</param>
    /// <param name="AllowSmaller">Whether images smaller than a region are allowed.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    /// <param name="Warn">Accepted for configurations' sake; nothing is printed.</param>
    /// <param name="MaxSamplesPerClass">Most voxels of a class to pick from; all if null.</param>
    public sealed record Keyed(
        Values<string> Keys, string LabelKey, Values<int> SpatialSize, Values<double>? Ratios = null, int? NumClasses = null, int NumSamples = 1,
        string? ImageKey = null, double ImageThreshold = 0, string? IndicesKey = null, bool AllowSmaller = false, bool AllowMissingKeys = false,
        bool Warn = true, int? MaxSamplesPerClass = null)
        : KeyedRandomCrops(Keys, AllowMissingKeys)
    {
        private readonly RandCropByLabelClasses cropper = new(
            SpatialSize, Ratios, null, NumClasses, NumSamples, null, ImageThreshold, null, AllowSmaller, Warn, MaxSamplesPerClass);

        private protected override RandomCrops Cropper => cropper;

        private protected override IEnumerable<string> UsedKeys => IndicesKey is null ? [] : [IndicesKey];

        private protected override Values<Drawn> Draw(RandomState random, Sample sample)
            => At(LabelKey, () => cropper.Draw(
                random, sample.ContainsKey(LabelKey) ? sample.Image(LabelKey).Data : null, ImageKey is not null && sample.ContainsKey(ImageKey) ? sample.Image(ImageKey).Data : null,
                VoxelIndices.ListsIn(sample, IndicesKey)));
    }
}
