using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>How <see cref="AsDiscrete"/> rounds.</summary>
public enum Rounding
{
    /// <summary>To the nearest whole number, halves to the even one.</summary>
    TorchRounding,
}

/// <summary>Makes labels of a network's output: the class with the largest value, one channel for each class, a threshold, or rounding, in this order.</summary>
/// <param name="Argmax">Whether to take the index of the largest value along <paramref name="Dim"/>.</param>
/// <param name="ToOnehot">Number of classes to spread class numbers to, one channel each; null for not at all.</param>
/// <param name="Threshold">Values of at least this become 1, others 0; null for not at all.</param>
/// <param name="Rounding">How to round; null for not at all.</param>
/// <param name="Dim">The axis of classes.</param>
/// <param name="Keepdim">Whether the axis of classes stays, with length 1, after <paramref name="Argmax"/>.</param>
/// <param name="Dtype">Element type of the result.</param>
[IgnoresUnknownArguments]
public sealed record AsDiscrete(
    bool Argmax = false, int? ToOnehot = null, double? Threshold = null, Rounding? Rounding = null, int Dim = 0, bool Keepdim = true,
    ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data.alias();
            data = Argmax ? data.argmax(Dim, Keepdim) : data;
            data = ToOnehot is { } classes ? Networks.OneHot.Of(data, classes, Dtype, Dim) : data;
            data = Threshold is { } threshold ? data.ge(threshold) : data;
            data = Rounding is null || !data.is_floating_point() ? data : data.round();
            return data.to_type(Dtype);
        }));
}
