using Medulla.Imaging;

namespace Medulla.Metrics;

/// <summary>Sizes of voxels: one for all axes, one for each, or those for each image of a batch.</summary>
/// <param name="Images">For each image, or once for all of them: one size for all axes, or one for each.</param>
public sealed record VoxelSpacing(Values<Values<double>> Images)
{
    /// <summary>The same for all images: one size for all axes, or one for each.</summary>
    /// <param name="axes">The sizes, above 0.</param>
    public VoxelSpacing(Values<double> axes)
        : this(Values.Create<Values<double>>([axes]))
    {
    }

    /// <summary>One size for all axes.</summary>
    public static implicit operator VoxelSpacing(double size) => new([size]);

    /// <summary>One size for all axes, or one for each.</summary>
    public static implicit operator VoxelSpacing(Values<double> axes) => new(axes);

    /// <summary>One size for each axis.</summary>
    public static implicit operator VoxelSpacing(double[] axes) => new(Values.From(axes));

    /// <summary>For each image, one size for all axes or one for each.</summary>
    public static implicit operator VoxelSpacing(double[][] images) => new(Values.From(images.Select(axes => Values.From(axes))));

    /// <summary>Sizes along each axis of an image.</summary>
    /// <param name="image">Its place in the batch.</param>
    /// <param name="batch">Number of images.</param>
    /// <param name="rank">Number of spatial axes.</param>
    /// <exception cref="ArgumentException">The sizes do not fit batch or axes, or one is not above 0.</exception>
    public double[] Of(int image, int batch, int rank)
    {
        if (Images.Count != 1 && Images.Count != batch)
        {
            throw new ArgumentException($"spacing is given for {Images.Count} images, but there are {batch}.");
        }
        var axes = Images.Cyclic(image);
        if ((axes.Count != 1 && axes.Count != rank) || axes.Any(size => !(size > 0) || !double.IsFinite(size)))
        {
            throw new ArgumentException($"spacing is {axes}; one size or {rank} (one for each spatial axis), all above 0, are expected.");
        }
        return [.. Enumerable.Range(0, rank).Select(axes.Cyclic)];
    }
}
