using Medulla.Data.Boxes;
using Medulla.Imaging;

namespace Medulla.Transforms.Spatial;

/// <summary>Gives the axis-aligned boxes around points: of [N, points, axes], boxes [N, 2 axes] as lower and upper corners.</summary>
public sealed record ConvertPointsToBoxes : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(BoxConversion.ConvertPointsToBox(image.Data));

    /// <summary>The boxes get a key of their own; the points stay.</summary>
    /// <param name="Keys">Keys of points.</param>
    /// <param name="BoxKey">Key of the boxes; of several keys of points, the last one's.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string BoxKey = "box", bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(
                sample, (result, key) => result.With(BoxKey, At(key, () => new ConvertPointsToBoxes().Apply(sample.Image(key)))));
    }
}
