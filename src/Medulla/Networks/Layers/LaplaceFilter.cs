using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>How much each voxel exceeds those in the box around it, in sum: 0 in even areas, which leaves the outlines of labels.</summary>
public sealed class LaplaceFilter : ApplyFilter
{
    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="size">Edge length of the box, voxels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public LaplaceFilter(int spatialDims, int size)
        : base(nameof(LaplaceFilter), Cube(nameof(LaplaceFilter), spatialDims, size, squares => where(squares == 0, Math.Pow(size, spatialDims) - 1, -ones_like(squares))))
    {
    }
}
