using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>The sum, not divided, of the voxels in the box around each.</summary>
public sealed class MeanFilter : ApplyFilter
{
    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="size">Edge length of the box, voxels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public MeanFilter(int spatialDims, int size)
        : base(nameof(MeanFilter), Cube(nameof(MeanFilter), spatialDims, size, squares => ones_like(squares)))
    {
    }
}
