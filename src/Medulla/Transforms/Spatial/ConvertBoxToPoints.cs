using Medulla.Data.Boxes;
using Medulla.Imaging;

namespace Medulla.Transforms.Spatial;

/// <summary>Gives all corners of axis-aligned boxes: of [N, 4] or [N, 6] numbers, [N, 4, 2] or [N, 8, 3] points.</summary>
/// <param name="Mode">What the boxes' numbers mean; lower and upper corners if null.</param>
public sealed record ConvertBoxToPoints(BoxMode? Mode = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(BoxConversion.ConvertBoxToPoints(image.Data, Mode));

    /// <summary>The points get a key of their own; the boxes stay.</summary>
    /// <param name="Keys">Keys of boxes.</param>
    /// <param name="PointKey">Key of the points; of several keys of boxes, the last one's.</param>
    /// <param name="Mode">What the boxes' numbers mean; lower and upper corners if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string PointKey = "points", BoxMode? Mode = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(
                sample, (result, key) => result.With(PointKey, At(key, () => new ConvertBoxToPoints(Mode).Apply(sample.Image(key)))));
    }
}
