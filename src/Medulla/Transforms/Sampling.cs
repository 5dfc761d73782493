using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms;

/// <summary>How values between and outside voxels are made up.</summary>
/// <param name="Interpolation">Between voxels; null where every target voxel falls on a source voxel (flips, crops, pads).</param>
/// <param name="Outside">Outside the image.</param>
/// <param name="Fill">The value outside, for <see cref="PadMode.Constant"/>; interpolation knows 0 alone.</param>
/// <param name="AlignCorners">
/// Whether images end at the centres of their outer voxels rather than at their faces; interpolation then stretches source and target
/// to each other accordingly, while affines stay what the mapping says.
/// </param>
public sealed record Sampling(Interpolation? Interpolation, PadMode Outside = PadMode.Constant, double Fill = 0, bool AlignCorners = false)
{
    /// <summary>Voxels are moved, not interpolated; outside the image is 0.</summary>
    public static Sampling Exact { get; } = new(Interpolation: null);

    /// <summary>For each axis, the values outside the image (before, after) where they differ; later axes count in the corners. Null for <see cref="Fill"/> all around.</summary>
    public Values<Values<double>>? Fills { get; init; }

    /// <summary>Voxels are moved, not interpolated; outside the image is what padding transforms are told.</summary>
    /// <param name="outside">What lies outside.</param>
    /// <param name="fill">The value outside, for <see cref="PadMode.Constant"/>.</param>
    /// <param name="fills">Instead of it: one value for all, or (before, after) for the channels and each axis; or null.</param>
    /// <exception cref="ArgumentException">The values are not as said.</exception>
    internal static Sampling Constant(PadMode outside, double fill, Values<Values<double>>? fills) => fills switch
    {
        null => new(Interpolation: null, outside, fill),
        [[var one]] => new(Interpolation: null, outside, one),
        [_, ..] when fills.Count > 1 && fills.All(pair => pair.Count == 2) => new(Interpolation: null, outside, fill) { Fills = Values.From(fills.Skip(1)) },
        _ => throw new ArgumentException($"constant_values is {fills}; one number, or (before, after) for the channels and each axis, is expected."),
    };

    /// <summary>
    /// What lazy resampling makes of this. As in the reference, corners are not aligned there.
    /// </summary>
    internal Sampling Waiting => AlignCorners ? this with { AlignCorners = false } : this;

    /// <summary>The sampling that serves both this and a later mapping; null if they need two passes.</summary>
    internal Sampling? Then(Sampling next)
        => next.Interpolation is null ? (Interpolation is null ? next : this)
        : Interpolation is null || this == next ? next
        : null;
}

/// <summary>What lies outside an image.</summary>
public enum PadMode
{
    /// <summary>A constant, 0 unless said otherwise.</summary>
    [ReferenceName("constant", "zeros")]
    Constant,

    /// <summary>The nearest voxel of the image.</summary>
    [ReferenceName("edge", "replicate", "border", "nearest")]
    Edge,

    /// <summary>The image mirrored about its outermost voxels, which are not repeated.</summary>
    [ReferenceName("reflect", "reflection", "grid-mirror")]
    Reflect,

    /// <summary>The image mirrored about its faces: the outermost voxels are repeated.</summary>
    Symmetric,

    /// <summary>The image from its other side.</summary>
    [ReferenceName("wrap", "circular")]
    Wrap,

    /// <summary>A ramp from the outermost voxel down to 0.</summary>
    LinearRamp,

    /// <summary>The largest value along the axis.</summary>
    Maximum,

    /// <summary>The mean along the axis.</summary>
    Mean,

    /// <summary>The median along the axis.</summary>
    Median,

    /// <summary>The smallest value along the axis.</summary>
    Minimum,

    /// <summary>A constant that splines interpolate like voxels; without splines the same as <see cref="Constant"/>.</summary>
    [ReferenceName("grid-constant")]
    GridConstant,

    /// <summary>The image mirrored about its outermost voxels, of splines too, for which <see cref="Reflect"/> mirrors it about its faces.</summary>
    [ReferenceName("mirror")]
    Mirror,

    /// <summary>The image from its other side, of splines too, for which <see cref="Wrap"/> puts first and last voxel in one place.</summary>
    [ReferenceName("grid-wrap")]
    GridWrap,
}
