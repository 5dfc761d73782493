using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Applies an activation function to a network's output.</summary>
/// <param name="Sigmoid">Whether to apply the sigmoid function.</param>
/// <param name="Softmax">Whether to apply softmax over <paramref name="Dim"/>.</param>
/// <param name="Other">A function to apply last.</param>
/// <param name="Dim">The axis of softmax.</param>
[IgnoresUnknownArguments]
public sealed record Activations(bool Sigmoid = false, bool Softmax = false, Func<Tensor, Tensor>? Other = null, int Dim = 0) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            var result = data.to_type(ScalarType.Float32).alias();
            result = Sigmoid ? result.sigmoid() : result;
            result = Softmax ? result.softmax(Dim) : result;
            return (Other?.Invoke(result) ?? result).to_type(data.dtype);
        }));
}
