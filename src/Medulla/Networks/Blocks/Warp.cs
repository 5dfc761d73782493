using Medulla.Imaging.Kernels.Resampling;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Medulla.Imaging.Kernels.Resampling.Padding;

namespace Medulla.Networks.Blocks;

/// <summary>Takes each voxel's value from where a displacement field points.</summary>
public sealed class Warp : MultiBlock
{
    private readonly Interpolation mode;
    private readonly Padding paddingMode;
    private readonly bool jitter;

    /// <summary>A layer without weights.</summary>
    /// <param name="mode">Between voxels: nearest, linear, or in 2-D cubic.</param>
    /// <param name="paddingMode">Outside the image.</param>
    /// <param name="jitter">
    /// Whether voxels are displaced by up to one voxel more along each axis, always alike, against the artifacts that mutual information has on
    /// whole voxels. Likar and Pernus, A hierarchical approach to elastic registration based on mutual information (2001).
    /// </param>
    /// <exception cref="ArgumentException">There is no such interpolation here.</exception>
    public Warp(Interpolation mode = Interpolation.Linear, Padding paddingMode = Padding.Border, bool jitter = false)
        : base(nameof(Warp))
        => (this.mode, this.paddingMode, this.jitter) = (GridSampling.Checked(nameof(Warp), mode), paddingMode, jitter);

    /// <summary>Warps images.</summary>
    /// <param name="image">[B, C, spatial...], two or three spatial axes.</param>
    /// <param name="ddf">Displacements in voxels [B, axes, spatial...], the first channel along the first spatial axis.</param>
    /// <returns>[B, C, spatial...]: at each voxel the image's value at the voxel plus its displacement.</returns>
    /// <exception cref="ArgumentException">Image and field do not fit each other.</exception>
    public Tensor call(Tensor image, Tensor ddf)
    {
        using var scope = NewDisposeScope();
        var shape = image.shape;
        var axes = shape.Length - 2;
        long[] expected = axes is 2 or 3 ? [shape[0], axes, .. shape[2..]]
            : throw new ArgumentException($"Warp: the image is [{string.Join(", ", shape)}]; batch, channels and 2 or 3 spatial axes are expected.", nameof(image));
        if (!ddf.shape.AsSpan().SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"Warp: the field is [{string.Join(", ", ddf.shape)}] and the image [{string.Join(", ", shape)}]; a field of [{string.Join(", ", expected)}] is expected.", nameof(ddf));
        }
        using var random = jitter ? new Generator(0, CPU) : null;
        using var shift = random is null ? null : rand([axes, .. shape[2..]], generator: random).to(ddf.dtype, ddf.device);
        // grid_sample wants the last axis first, and -1 to 1 across the image.
        var grid = stack(Enumerable.Range(0, axes).Reverse().Select(axis =>
        {
            var length = shape[axis + 2];
            long[] along = [.. Enumerable.Range(0, axes).Select(i => i == axis ? length : 1)];
            var offset = shift is null ? ddf.select(1, axis) : ddf.select(1, axis) + shift[axis];
            return (offset * (2.0 / Math.Max(1, length - 1))) + linspace(-1, 1, length, ddf.dtype, ddf.device).reshape(along);
        }), -1);
        return GridSampling.Sample(nameof(Warp), image, grid, mode, paddingMode, alignCorners: true).MoveToOuterDisposeScope();
    }
}
