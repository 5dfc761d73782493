using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>
/// Makes plain arrays of images, numbers and lists: tensors on the CPU without geometry, in place of the reference's NumPy arrays. Numbers
/// become float64 or int64.
/// </summary>
/// <param name="Dtype">Element type; the item's own if null.</param>
/// <param name="WrapSequence">Whether a list of numbers or arrays becomes one array; otherwise each element becomes one.</param>
public sealed record ToNumpy(ScalarType? Dtype = null, bool WrapSequence = true) : ITransform
{
    /// <summary>The item as an array; text stays as it is.</summary>
    public object? Apply(object? img)
        => new EnsureType(ArrayKind.Numpy, Dtype, CPU, WrapSequence).Apply(img switch
        {
            MetaTensor image => image.WithData(image.Data.detach()),
            Tensor tensor => tensor.detach(),
            _ => img,
        });

    object? ITransform.Run(object? item, Call call) => Apply(item);
}
