using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Replaces each voxel by the median of the box around it. Outside the image is its nearest voxel.</summary>
/// <param name="Radius">How far the box reaches from its middle, voxels: one for all axes, or one for each; 1 if null.</param>
public sealed record MedianSmooth(Values<int>? Radius = null) : Transform
{
    /// <inheritdoc/>
    /// <remarks>Computed on the CPU, wherever the image is.</remarks>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var radius = SpatialSize.PerAxis(Radius ?? 1, image.SpatialShape.Count, nameof(Radius)).ToArray();
            var voxels = image.Data.to_type(ScalarType.Float32).cpu().contiguous();
            var result = empty_like(voxels);
            MedianFilter.Apply(voxels.AsSpan<float>(), voxels.shape.AsSpan(1), (int)voxels.shape[0], radius, result.AsSpan<float>());
            return result.to(image.Data.device);
        }));
}
