using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;

namespace Medulla.Reconstruction.Transforms;

/// <summary>Crops images around their middle to the size of another.</summary>
/// <param name="Keys">The images.</param>
/// <param name="RefKey">The image with the size.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record ReferenceBasedSpatialCrop(Values<string> Keys, string RefKey, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var size = Whole(At(RefKey, () => sample.Image(RefKey)).SpatialShape);
        return ForEachKey(sample, (key, _) =>
        {
            var image = sample.Image(key);
            return new SpatialCrop(Values.From(Whole(image.SpatialShape).Select(n => n / 2)), size).Apply(image);
        });
    }

    private protected override bool Made(AppliedOperation operation) => operation.Transform is SpatialCrop;

    private static Values<int> Whole(Values<long> shape) => Values.From(shape.Select(n => checked((int)n)));
}
