using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Medulla.Losses;

/// <summary>How far each voxel lies from the other side of an outline.</summary>
internal static class DistanceField
{
    /// <summary>
    /// The distance of each voxel of a structure, where the value is above 0.5, to the nearest one outside, and of the others to the
    /// structure; 0 everywhere where there is no outline. Computed on the CPU, without gradient.
    /// </summary>
    /// <param name="images">[B, C, spatial...].</param>
    /// <returns>float32 [B, C, spatial...], in voxels.</returns>
    public static Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (shape, device) = (images.shape, images.device);
        var field = zeros(shape, ScalarType.Float32);
        var mask = images.gt(0.5).cpu().contiguous();
        var inside = mask.AsSpan<byte>();
        var distances = field.AsSpan<float>();
        var voxels = (int)shape.AsSpan(2).ToArray().Aggregate(1L, (a, b) => a * b);
        var outside = new float[voxels];
        for (var start = 0; start < inside.Length; start += voxels)
        {
            var image = inside.Slice(start, voxels);
            var result = distances.Slice(start, voxels);
            if (image.Contains((byte)0) && image.Contains((byte)1))
            {
                DistanceTransform.ToBackground(image, shape.AsSpan(2), [], result);
                DistanceTransform.ToFeatures(image, shape.AsSpan(2), [], outside.AsSpan());
                TensorPrimitives.Add(result, outside, result);
            }
        }
        return field.to(device).MoveToOuterDisposeScope();
    }
}
