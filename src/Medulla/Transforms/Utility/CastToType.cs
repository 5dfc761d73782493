using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Changes the element type.</summary>
/// <param name="Dtype">The new element type.</param>
public sealed record CastToType(ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => Apply(image, null);

    /// <summary>The image with another element type.</summary>
    /// <param name="image">The image.</param>
    /// <param name="dtype">The new element type; <see cref="Dtype"/> if null.</param>
    public MetaTensor Apply(MetaTensor image, ScalarType? dtype)
        => image.WithData(TensorMemory.Scoped(() => image.Data.to_type(dtype ?? Dtype).alias()));
}
