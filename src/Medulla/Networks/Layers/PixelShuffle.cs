using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Moves values between channels and voxels. Shi et al., Real-time single image and video super-resolution using an efficient
/// sub-pixel convolutional neural network (2016).
/// </summary>
public static class PixelShuffle
{
    /// <summary>Channels become voxels: [B, C * factor^n, spatial...] to [B, C, factor * spatial...].</summary>
    /// <param name="x">The images.</param>
    /// <param name="spatialDims">Number of spatial axes n.</param>
    /// <param name="scaleFactor">Enlargement along each axis.</param>
    /// <exception cref="ArgumentException">The channels do not divide evenly, or the axes are not as said.</exception>
    [ReferenceName("pixelshuffle")]
    public static Tensor Shuffle(Tensor x, int spatialDims, int scaleFactor)
    {
        var shape = Checked(x, spatialDims, scaleFactor);
        var cells = (long)Math.Pow(scaleFactor, spatialDims);
        if (shape[1] % cells != 0)
        {
            throw new ArgumentException($"pixelshuffle: the image has {shape[1]} channels; a multiple of {scaleFactor}^{spatialDims} = {cells} is expected.");
        }
        // [B, C, factor..., spatial...] to [B, C, spatial, factor, spatial, factor, ...]
        var split = x.reshape([shape[0], shape[1] / cells, .. Enumerable.Repeat((long)scaleFactor, spatialDims), .. shape[2..]]);
        var order = Enumerable.Range(0, spatialDims).SelectMany(axis => new long[] { 2 + spatialDims + axis, 2 + axis });
        return split.permute([0, 1, .. order]).reshape([shape[0], shape[1] / cells, .. shape[2..].Select(n => n * scaleFactor)]);
    }

    /// <summary>Voxels become channels: [B, C, factor * spatial...] to [B, C * factor^n, spatial...].</summary>
    /// <param name="x">The images.</param>
    /// <param name="spatialDims">Number of spatial axes n.</param>
    /// <param name="scaleFactor">How many times smaller each axis becomes.</param>
    /// <exception cref="ArgumentException">An axis does not divide evenly, or the axes are not as said.</exception>
    [ReferenceName("pixelunshuffle")]
    public static Tensor Unshuffle(Tensor x, int spatialDims, int scaleFactor)
    {
        var shape = Checked(x, spatialDims, scaleFactor);
        if (shape[2..].Any(n => n % scaleFactor != 0))
        {
            throw new ArgumentException($"pixelunshuffle: the image is [{string.Join(", ", shape)}]; spatial axes that are multiples of {scaleFactor} are expected.");
        }
        var split = x.reshape([shape[0], shape[1], .. shape[2..].SelectMany(n => new[] { n / scaleFactor, scaleFactor })]);
        var order = Enumerable.Range(0, spatialDims).Select(axis => 3L + 2 * axis).Concat(Enumerable.Range(0, spatialDims).Select(axis => 2L + 2 * axis));
        return split.permute([0, 1, .. order]).reshape([shape[0], -1, .. shape[2..].Select(n => n / scaleFactor)]);
    }

    private static long[] Checked(Tensor x, int spatialDims, int scaleFactor)
        => x.Dimensions == spatialDims + 2 && scaleFactor > 0 ? x.shape : throw new ArgumentException(
            $"pixel shuffle: the image is [{string.Join(", ", x.shape)}] and the factor {scaleFactor}; a batch, channels, {spatialDims} spatial axes and a positive factor are expected.");
}
