using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Medulla.Imaging.Kernels.Resampling.Padding;

namespace Medulla.Networks.Layers;

/// <summary>Resamples each image of a batch by an affine transform of its own, so that gradients flow to both.</summary>
public sealed class AffineTransform : MultiBlock
{
    private readonly Values<int>? spatialSize;
    private readonly bool normalized, alignCorners, reverseIndexing, zeroCentered;
    private readonly Interpolation mode;
    private readonly Padding paddingMode;

    /// <summary>A layer without weights.</summary>
    /// <param name="spatialSize">The size of the result, one number an axis; the input's if null.</param>
    /// <param name="normalized">Whether transforms are of coordinates from -1 to 1 across the images; otherwise of voxel coordinates.</param>
    /// <param name="mode">Between voxels: nearest, linear, or in 2-D cubic.</param>
    /// <param name="paddingMode">Outside the images.</param>
    /// <param name="alignCorners">Whether images end at the centres of their outer voxels rather than at their faces.</param>
    /// <param name="reverseIndexing">Whether transforms have the first spatial axis first; otherwise the last.</param>
    /// <param name="zeroCentered">Whether voxel coordinates are counted from the image's middle; they are not if null.</param>
    /// <exception cref="ArgumentException">There is no such interpolation, or coordinates are both normalized and counted from the middle.</exception>
    public AffineTransform(
        Values<int>? spatialSize = null, bool normalized = false, Interpolation mode = Interpolation.Linear, Padding paddingMode = Padding.Zeros,
        bool alignCorners = true, bool reverseIndexing = true, bool? zeroCentered = null)
        : base(nameof(AffineTransform))
    {
        if (normalized && zeroCentered is not null)
        {
            throw new ArgumentException("AffineTransform: zeroCentered is given and normalized true; normalized coordinates have their own middle. Leave one out.", nameof(zeroCentered));
        }
        (this.spatialSize, this.normalized, this.mode) = (spatialSize, normalized, GridSampling.Checked(nameof(AffineTransform), mode));
        (this.paddingMode, this.alignCorners, this.reverseIndexing, this.zeroCentered) = (paddingMode, alignCorners, reverseIndexing, zeroCentered ?? false);
    }

    /// <summary>Resamples images.</summary>
    /// <param name="src">[B, C, spatial...], two or three spatial axes.</param>
    /// <param name="theta">
    /// From coordinates of the result to those of the images: matrices with one row and column more than spatial axes, the last row of which may
    /// be left out; one for all, or [B, ...] one for each.
    /// </param>
    /// <param name="spatialSize">The size of the result, one number an axis; the layer's if null.</param>
    /// <returns>[B, C, spatial'...].</returns>
    /// <exception cref="ArgumentException">Images, transforms and size do not fit one another.</exception>
    public Tensor call(Tensor src, Tensor theta, Values<int>? spatialSize = null)
    {
        using var scope = NewDisposeScope();
        var shape = src.shape;
        var rank = shape.Length is 4 or 5 ? shape.Length - 2
            : throw new ArgumentException($"AffineTransform: src is [{string.Join(", ", shape)}]; a batch, channels and 2 or 3 spatial axes are expected.", nameof(src));
        var affine = Square(theta, rank);
        var size = spatialSize ?? this.spatialSize ?? Values.From(shape.Skip(2).Select(n => (int)n));
        if (size.Count != rank)
        {
            throw new ArgumentException($"AffineTransform: spatialSize is {size}; {rank} numbers, one an axis, are expected.", nameof(spatialSize));
        }
        if (affine.shape[0] != 1 && affine.shape[0] != shape[0])
        {
            throw new ArgumentException($"AffineTransform: there are {affine.shape[0]} transforms for {shape[0]} images; one for all, or one for each, is expected.", nameof(theta));
        }
        affine = normalized ? affine : NormalizedCoordinates.ToNormAffine(affine, Values.From(shape.Skip(2).Select(n => (int)n)), size, zeroCentered: zeroCentered);
        var rows = affine.narrow(1, 0, rank);
        if (reverseIndexing)
        {
            rows = cat([rows.narrow(2, 0, rank).flip(1, 2), rows.narrow(2, rank, 1).flip(1)], 2);
        }
        var grid = nn.functional.affine_grid(rows.to(src.dtype, src.device).expand(shape[0], -1, -1), [shape[0], shape[1], .. size.Select(n => (long)n)], alignCorners);
        return GridSampling.Sample(nameof(AffineTransform), src, grid, mode, paddingMode, alignCorners).MoveToOuterDisposeScope();
    }

    /// <summary>[N, axes + 1, axes + 1].</summary>
    private static Tensor Square(Tensor theta, int rank)
    {
        var batch = theta.Dimensions == 2 ? theta.unsqueeze(0) : theta;
        var shape = batch.shape;
        if (shape.Length != 3 || shape[2] != rank + 1 || (shape[1] != rank && shape[1] != rank + 1) || !theta.is_floating_point())
        {
            throw new ArgumentException(
                $"AffineTransform: theta is {theta.dtype} [{string.Join(", ", theta.shape)}]; floating point [{rank}, {rank + 1}] or [{rank + 1}, {rank + 1}], or a batch of such, is expected.", nameof(theta));
        }
        if (shape[1] == rank + 1)
        {
            return batch;
        }
        var last = zeros([shape[0], 1, rank + 1], theta.dtype, theta.device);
        last.narrow(2, rank, 1).fill_(1);
        return cat([batch, last], 1);
    }
}
