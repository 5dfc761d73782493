using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Adds a label's mask to images as a further channel: 1 where it is above 0.</summary>
/// <param name="Keys">The images, [C, H, W], or [N, C, H, W] with labels of as many axes.</param>
/// <param name="Source">Key of the label.</param>
public sealed record AddLabelAsGuidance(Values<string> Keys, string Source = "label") : SampleTransform(Keys)
{
    private protected override Sample Apply(Sample sample, Call call)
        => ForEachKey(sample, (key, _) => Item.Like(sample[key], TensorMemory.Scoped(() =>
        {
            var (image, mask) = (sample.Image(key).Data, sample.Image(Source).Data.gt(0));
            mask = mask.Dimensions < image.Dimensions ? mask.unsqueeze(0) : mask;
            return mask.Dimensions is 3 or 4 && mask.Dimensions == image.Dimensions ? cat([image, mask.to_type(image.dtype)], mask.Dimensions - 3)
                : throw new ArgumentException($"the image is [{string.Join(", ", image.shape)}] and '{Source}' [{string.Join(", ", mask.shape)}]; [C, H, W] is expected of both.");
        })));
}
