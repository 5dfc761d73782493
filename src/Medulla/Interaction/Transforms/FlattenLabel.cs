using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Numbers the objects of label maps from 1, in the order of their first voxels: neighbours of one value that is not 0. Gives uint8, so after 255 numbers begin anew.</summary>
/// <param name="Keys">Label maps of 1 to 3 axes, channels among them.</param>
/// <param name="Connectivity">How many axes two neighbours may differ in, by one; all if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record FlattenLabel(Values<string> Keys, int? Connectivity = 1, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
        => ForEachKey(sample, (key, _) => Item.Like(sample[key], TensorMemory.Scoped(() => Numbered(sample.Image(key).Data, Connectivity))));

    /// <summary>The objects numbered, uint8.</summary>
    internal static Tensor Numbered(Tensor label, int? connectivity)
    {
        var values = label.to_type(ScalarType.Int64).cpu().contiguous();
        var numbers = empty(values.shape, ScalarType.Int32);
        ConnectedComponents.LabelValues<long>(values.AsSpan<long>(), values.shape, connectivity ?? values.shape.Length, numbers.AsSpan<int>());
        return numbers.to_type(ScalarType.Byte).to(label.device);
    }
}
