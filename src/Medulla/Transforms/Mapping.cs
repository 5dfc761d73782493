using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>Where the voxels of a new image come from. Mappings compose, invert, and are executed by one resampler.</summary>
/// <param name="Target">The new grid.</param>
/// <param name="ToSource">Voxel index of the new grid to voxel index of the source, at the rank of the grid.</param>
/// <param name="Sampling">How values between and outside voxels are made up.</param>
/// <param name="Stretch">How the image is brought to another size first, which is what is interpolated then; see <see cref="Transforms.Stretch"/>.</param>
public sealed record Mapping(Grid Target, Affine ToSource, Sampling Sampling, Stretch? Stretch = null)
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
        => Stretch is null && next.Stretch is null && Sampling.Then(next.Sampling) is { } sampling && ToSource.Rank == next.ToSource.Rank
            ? new(next.Target, ToSource * next.ToSource, sampling)
            : null;

    /// <summary>The way back to <paramref name="source"/>; what the forward way left out becomes 0.</summary>
    /// <exception cref="InvalidOperationException">The mapping is not invertible.</exception>
    public Mapping Inverse(Grid source)
        => Stretch is not null
            ? new(source, ToSource.Inverse(), Sampling with { Outside = PadMode.Constant, Fill = 0 }, Stretch.Inverse(ToSource))
            : new(source, ToSource.Inverse(), Sampling.Interpolation is null ? Sampling.Exact : Sampling);

    /// <summary>
    /// The mapping as lazy resampling has it: a stretch is interpolated like any other mapping, with the image's edge outside, so that
    /// it fuses with others. Only means over areas stay what they are.
    /// </summary>
    internal Mapping Waiting
        => Stretch is null ? this with { Sampling = Sampling.Waiting }
            : Sampling.Interpolation == Interpolation.Area ? this
            : this with { Stretch = null, Sampling = new(Sampling.Interpolation, PadMode.Edge) };

    /// <summary>Resamples voxels.</summary>
    /// <param name="source">[C, spatial...].</param>
    /// <returns>[C, spatial...] of the target's shape; float32 where values are interpolated.</returns>
    public Tensor Execute(Tensor source) => Resampling.Execute(source, this);
}
