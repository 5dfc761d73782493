using Medulla.Data;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Reconstruction;

/// <summary>Images of several receive coils, and what each coil sees. Pruessmann et al., SENSE (1999).</summary>
public static class Coils
{
    /// <summary>One image of those of all coils: the root of the sum of squares.</summary>
    /// <param name="x">Images; real, or pairs whose last axis is the caller's concern.</param>
    /// <param name="spatialDim">The axis of coils, which disappears.</param>
    [ReferenceName("root_sum_of_squares", "root_sum_of_squares_t")]
    public static Tensor RootSumOfSquares(Tensor x, int spatialDim)
    {
        using var scope = NewDisposeScope();
        return x.square().sum(spatialDim).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>The image that k-space of all coils shows.</summary>
    /// <param name="kspace">[B, coils, spatial..., 2].</param>
    /// <param name="sensMaps">What each coil sees of every voxel, of the same shape.</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <returns>[B, 1, spatial..., 2].</returns>
    [ReferenceName("sensitivity_map_reduce")]
    public static Tensor Reduce(Tensor kspace, Tensor sensMaps, int spatialDims = 2)
    {
        using var scope = NewDisposeScope();
        var images = CenteredFourier.IfftnCentered(kspace, spatialDims);
        return ComplexNumbers.Multiply(images, ComplexNumbers.Conjugate(sensMaps)).sum(1, keepdim: true).MoveToOuterDisposeScope();
    }

    /// <summary>K-space that all coils see of an image.</summary>
    /// <param name="img">[B, 1, spatial..., 2].</param>
    /// <param name="sensMaps">What each coil sees of every voxel, [B, coils, spatial..., 2].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <returns>[B, coils, spatial..., 2].</returns>
    [ReferenceName("sensitivity_map_expand")]
    public static Tensor Expand(Tensor img, Tensor sensMaps, int spatialDims = 2)
    {
        using var scope = NewDisposeScope();
        return CenteredFourier.FftnCentered(ComplexNumbers.Multiply(img, sensMaps), spatialDims).MoveToOuterDisposeScope();
    }
}
