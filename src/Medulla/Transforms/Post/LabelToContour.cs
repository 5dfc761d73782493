using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The filter of <see cref="LabelToContour"/>.</summary>
public enum ContourKernel
{
    /// <summary>The voxel's value as often as it has neighbours, less those neighbours.</summary>
    Laplace,
}

/// <summary>Marks the voxels of a mask that have a neighbour outside it, faces, edges and corners alike; each channel by itself.</summary>
/// <param name="KernelType">The filter; its result is cut to [0, 1].</param>
/// <exception cref="ArgumentException">On a call, the image has neither two nor three spatial axes.</exception>
public sealed record LabelToContour(ContourKernel KernelType = ContourKernel.Laplace) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var rank = (int)image.Data.Dimensions - 1;
            if (rank is not (2 or 3))
            {
                throw new ArgumentException($"LabelToContour: the image has {rank} spatial axes; 2 or 3 are expected.");
            }
            if (MaskBytes.Of(image.Data) is { } mask)
            {
                return Surface(mask).to_type(image.Data.dtype).alias();
            }
            var values = image.Data.is_floating_point() ? image.Data : image.Data.to_type(ScalarType.Float32);

            // The sum over the neighbourhood comes axis by axis.
            var sum = values;
            for (var axis = 1; axis <= rank; axis++)
            {
                var next = sum.clone();
                var length = sum.shape[axis];
                next.narrow(axis, 0, length - 1).add_(sum.narrow(axis, 1, length - 1));
                next.narrow(axis, 1, length - 1).add_(sum.narrow(axis, 0, length - 1));
                sum = next;
            }
            return values.mul(rank == 2 ? 9 : 27).sub_(sum).clamp_(0, 1).to_type(image.Data.dtype);
        }));

    /// <summary>Of a true mask, all but what a box of three voxels erodes it to.</summary>
    private static Tensor Surface(Tensor mask)
    {
        var spatial = mask.shape[1..];
        int[] box = [.. spatial.Select(_ => 3)];
        var core = empty(mask.shape, ScalarType.Bool);
        for (var channel = 0L; channel < mask.shape[0]; channel++)
        {
            BoxMorphology.Erode(mask[channel].AsSpan<byte>(), spatial, box, core[channel].AsSpan<byte>(), border: false);
        }
        return mask.logical_and(core.logical_not_());
    }
}
