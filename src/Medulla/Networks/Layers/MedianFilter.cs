using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Replaces each voxel by the median of the box around it. Outside the images is their nearest voxel.</summary>
public sealed class MedianFilter : Block
{
    private readonly int spatialDims;
    private readonly Values<int> window;

    /// <summary>Images along the last <paramref name="spatialDims"/> axes to the same shape.</summary>
    /// <param name="radius">How far the box reaches from its middle, voxels, one number or one an axis.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public MedianFilter(Values<int> radius, int spatialDims = 3)
        : base(nameof(MedianFilter))
    {
        this.spatialDims = Dimensions.Checked(nameof(MedianFilter), spatialDims);
        window = Values.From(Dimensions.PerAxis(nameof(MedianFilter), nameof(radius), radius, spatialDims, least: 0).Select(r => 1 + (2 * r)));
    }

    /// <summary>Filters several times over.</summary>
    /// <param name="inTensor">The images.</param>
    /// <param name="numberOfPasses">How often; 0 leaves them as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Tensor call(Tensor inTensor, int numberOfPasses)
    {
        Dimensions.AtLeast(nameof(MedianFilter), nameof(numberOfPasses), numberOfPasses, least: 0);
        var current = inTensor.alias();
        for (var pass = 0; pass < numberOfPasses; pass++)
        {
            using var before = current;
            current = call(before);
        }
        return current;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => ImageFilters.Median(x, window, spatialDims);
}
