using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>Where the voxels of a new image come from. Mappings compose, invert, and are executed by one resampler.</summary>
/// <param name="Target">The new grid.</param>
/// <param name="ToSource">Voxel index of the new grid to voxel index of the source, at the rank of the grid.</param>
/// <param name="Sampling">How values between and outside voxels are made up.</param>
public sealed record Mapping(Grid Target, Affine ToSource, Sampling Sampling)
{
    /// <summary>A window on the source, which may reach beyond it.</summary>
    /// <param name="source">The grid.</param>
    /// <param name="start">Index of the window's first voxel, along each axis; may be negative.</param>
    /// <param name="shape">Voxels of the window along each axis.</param>
    /// <param name="sampling">What lies outside the source; zeros if null.</param>
    public static Mapping Window(Grid source, IReadOnlyList<long> start, Values<long> shape, Sampling? sampling = null)
    {
        var toSource = Affine.Translation([.. start.Select(s => (double)s)]);
        return new(source.Through(toSource, shape), toSource, sampling ?? Sampling.Exact);
    }

    /// <summary>This mapping and then <paramref name="next"/> as one; null where they need different interpolation.</summary>
    /// <remarks>As in the reference's lazy mode, what a crop cuts off comes back where a later step reaches beyond the crop.</remarks>
    public Mapping? Then(Mapping next)
        => Sampling.Then(next.Sampling) is { } sampling && ToSource.Rank == next.ToSource.Rank
            ? new(next.Target, ToSource * next.ToSource, sampling)
            : null;

    /// <summary>The way back to <paramref name="source"/>; what the forward way left out becomes 0.</summary>
    /// <exception cref="InvalidOperationException">The mapping is not invertible.</exception>
    public Mapping Inverse(Grid source)
        => new(source, ToSource.Inverse(), Sampling.Interpolation is null ? Sampling.Exact : Sampling);

    /// <summary>Resamples voxels.</summary>
    /// <param name="source">[C, spatial...].</param>
    /// <returns>[C, spatial...] of the target's shape; float32 where values are interpolated.</returns>
    public Tensor Execute(Tensor source) => Resampling.Execute(source, this);
}
