using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops regions whose middles are the likelier the higher a weight is there; one image becomes several.</summary>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="WeightMap">Weights [C, spatial...], of which the first channel counts. May come with the call.</param>
/// <exception cref="ArgumentException">On a call, there are no weights.</exception>
public sealed record RandWeightedCrop(Values<int> SpatialSize, int NumSamples = 1, Tensor? WeightMap = null) : RandomCrops(SpatialSize, NumSamples)
{
    /// <summary>The regions of an image.</summary>
    /// <param name="img">The image to crop.</param>
    /// <param name="random">What to draw from.</param>
    /// <param name="weightMap">Weights; <see cref="WeightMap"/> if null.</param>
    public IReadOnlyList<MetaTensor> Apply(MetaTensor img, RandomState random, Tensor? weightMap = null) => Crop(img, Draw(random, weightMap ?? WeightMap), Lazy);

    /// <summary>Draws the regions' middles.</summary>
    public Values<Drawn> Draw(RandomState random, Tensor? weightMap)
    {
        using var scope = NewDisposeScope();
        return Numbered(CropCenters.ByWeight(
            SpatialSize, (weightMap ?? throw new ArgumentException("RandWeightedCrop: a weight map is needed; none is given."))[0], NumSamples, random));
    }

    private protected override Values<Drawn> Draw(RandomState random, MetaTensor image) => Draw(random, WeightMap);

    /// <summary>Crops keys of a sample by the weights under another; one sample becomes several.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="WKey">The key of the weights.</param>
    /// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="NumSamples">Number of regions.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string WKey, Values<int> SpatialSize, int NumSamples = 1, bool AllowMissingKeys = false)
        : KeyedRandomCrops(Keys, AllowMissingKeys)
    {
        private readonly RandWeightedCrop cropper = new(SpatialSize, NumSamples);

        private protected override RandomCrops Cropper => cropper;

        private protected override Values<Drawn> Draw(RandomState random, Sample sample) => At(WKey, () => cropper.Draw(random, sample.Image(WKey).Data));
    }
}
