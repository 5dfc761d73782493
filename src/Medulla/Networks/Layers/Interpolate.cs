using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Enlarges or shrinks images by interpolation; learns nothing.</summary>
public sealed class Interpolate : Block
{
    private readonly long[]? size;
    private readonly double[]? factors;
    private readonly InterpolationMode mode;
    private readonly bool? alignCorners;

    /// <summary>Interpolation to a size or by factors.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="size">Voxels of the result along each axis; <paramref name="factors"/> if null.</param>
    /// <param name="factors">Enlargement along each axis; not used where a size is given.</param>
    /// <param name="mode">How; all linear modes adapt to the number of axes.</param>
    /// <param name="alignCorners">Whether the outer voxels' centres stay in place; of no meaning for the nearest voxel.</param>
    /// <exception cref="ArgumentException">Neither size nor factors are given, or the mode is none for so many axes.</exception>
    public Interpolate(int spatialDims, long[]? size, double[]? factors, InterpolateMode mode = InterpolateMode.Linear, bool? alignCorners = false)
        : base(nameof(Interpolate))
    {
        if (size is null && factors is null)
        {
            throw new ArgumentException("Interpolate: neither size nor factors are given; one of them is needed.", nameof(size));
        }
        (this.size, this.factors) = (size, size is null ? factors : null);
        this.mode = Native(mode, spatialDims);
        this.alignCorners = mode is InterpolateMode.Nearest or InterpolateMode.NearestExact or InterpolateMode.Area ? null : alignCorners;
    }

    /// <summary>libtorch's name of a mode for images of so many axes.</summary>
    internal static InterpolationMode Native(InterpolateMode mode, int spatialDims) => mode switch
    {
        InterpolateMode.Nearest => InterpolationMode.Nearest,
        InterpolateMode.NearestExact => InterpolationMode.NearestExact,
        InterpolateMode.Area => InterpolationMode.Area,
        InterpolateMode.Bicubic => spatialDims == 2 ? InterpolationMode.Bicubic
            : throw new ArgumentException($"Interpolate: bicubic works on 2 spatial axes; there are {spatialDims}. Use linear."),
        _ => spatialDims switch { 1 => InterpolationMode.Linear, 2 => InterpolationMode.Bilinear, _ => InterpolationMode.Trilinear },
    };

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => nn.functional.interpolate(x, size, factors, mode, alignCorners);
}
