using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Each voxel as often as the disk or ball around it has voxels, less all the others in it: sharpens, and keeps the mean.</summary>
public sealed class SharpenFilter : ApplyFilter
{
    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="size">Diameter, voxels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public SharpenFilter(int spatialDims, int size)
        : base(nameof(SharpenFilter), Cube(nameof(SharpenFilter), spatialDims, size, squares =>
        {
            var ball = EllipticalFilter.Ball(squares, size);
            return where(squares == 0, ball.sum(), -ball);
        }))
    {
    }
}
