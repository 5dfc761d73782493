using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>The sum of the voxels in the disk or ball around each, which dilates labels.</summary>
public sealed class EllipticalFilter : ApplyFilter
{
    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="size">Diameter, voxels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public EllipticalFilter(int spatialDims, int size)
        : base(nameof(EllipticalFilter), Cube(nameof(EllipticalFilter), spatialDims, size, squares => Ball(squares, size)))
    {
    }

    /// <summary>1 within the radius, 0 outside.</summary>
    internal static Tensor Ball(Tensor squaredDistances, int size) => (squaredDistances <= size / 2 * (size / 2)).to_type(ScalarType.Float32);
}
