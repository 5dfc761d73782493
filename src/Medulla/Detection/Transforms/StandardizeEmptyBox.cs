using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Makes no boxes, of whatever shape, [0, 4] or [0, 6].</summary>
/// <param name="SpatialDims">Spatial axes.</param>
public sealed record StandardizeEmptyBox(int SpatialDims) : BoxTransform
{
    /// <summary>The boxes, as they are where there are any.</summary>
    public Tensor Apply(Tensor boxes) => BoxChecks.StandardizeEmptyBox(boxes, SpatialDims);

    private protected override object Run(Tensor boxes) => Apply(boxes);

    /// <summary>The same in a sample, where an image tells the number of axes.</summary>
    /// <param name="BoxKeys">Keys of boxes.</param>
    /// <param name="BoxRefImageKeys">The key of the image.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> BoxKeys, string BoxRefImageKeys, bool AllowMissingKeys = false) : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call) => ForEachKey(sample, (key, _) => Item.Like(
            sample[key], new StandardizeEmptyBox(sample.Image(BoxRefImageKeys).SpatialShape.Count).Apply(sample.Image(key).Data)));
    }
}
