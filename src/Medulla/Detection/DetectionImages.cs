using Medulla.Imaging;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Puts images of several sizes into one batch.</summary>
public static class DetectionImages
{
    /// <summary>Makes sure that a detector can take the images.</summary>
    /// <param name="inputImages">Of each image, [C, spatial...].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <exception cref="ArgumentException">There is no image, or one has another number of axes.</exception>
    public static void CheckInputImages(IReadOnlyList<Tensor> inputImages, int spatialDims)
    {
        if (inputImages.Count == 0)
        {
            throw new ArgumentException("there are no images to detect anything in.", nameof(inputImages));
        }
        if (inputImages.FirstOrDefault(image => image.Dimensions != spatialDims + 1) is { } wrong)
        {
            throw new ArgumentException($"an image of a list is [C, spatial...] with {spatialDims} spatial axes; one is [{string.Join(", ", wrong.shape)}].", nameof(inputImages));
        }
    }

    /// <summary>Makes sure that a detector can take a batch of images.</summary>
    /// <param name="inputImages">[B, C, spatial...].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <exception cref="ArgumentException">The batch has another number of axes.</exception>
    public static void CheckInputImages(Tensor inputImages, int spatialDims)
    {
        if (inputImages.Dimensions != spatialDims + 2)
        {
            throw new ArgumentException($"a batch of images is [B, C, spatial...] with {spatialDims} spatial axes; it is [{string.Join(", ", inputImages.shape)}].", nameof(inputImages));
        }
    }

    /// <summary>Pads images at the end of each axis to one size, the least that suffices and is divisible.</summary>
    /// <param name="inputImages">Of each image, [C, spatial...].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <param name="sizeDivisible">What the size must be a multiple of, one number or one an axis.</param>
    /// <param name="mode">What to pad with.</param>
    /// <param name="value">The value of <see cref="PadMode.Constant"/>.</param>
    /// <returns>The images, [B, C, spatial...], and the size that each had.</returns>
    /// <exception cref="ArgumentException">There is no image, one has another number of axes, or other channels.</exception>
    public static (Tensor Images, IReadOnlyList<Values<int>> Sizes) PreprocessImages(
        IReadOnlyList<Tensor> inputImages, int spatialDims, Values<int> sizeDivisible, PadMode mode = PadMode.Constant, double value = 0)
    {
        CheckInputImages(inputImages, spatialDims);
        if (inputImages.Select(image => image.shape[0]).Distinct().Count() > 1)
        {
            throw new ArgumentException($"images of one batch have the same channels; these have {string.Join(", ", inputImages.Select(image => image.shape[0]))}.", nameof(inputImages));
        }
        using var scope = NewDisposeScope();
        Values<int>[] sizes = [.. inputImages.Select(image => Size(image, spatialDims))];
        var padded = Divisible(Enumerable.Range(0, spatialDims).Select(axis => sizes.Max(size => size[axis])), sizeDivisible);
        var images = stack(inputImages.Select((image, i) => Borders.Apply(image, After(sizes[i], padded), mode, value)));
        return (images.MoveToOuterDisposeScope(), sizes);
    }

    /// <summary>Pads a batch of images at the end of each axis to the next size that is divisible.</summary>
    /// <param name="inputImages">[B, C, spatial...].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    /// <param name="sizeDivisible">What the size must be a multiple of, one number or one an axis.</param>
    /// <param name="mode">What to pad with.</param>
    /// <param name="value">The value of <see cref="PadMode.Constant"/>.</param>
    /// <returns>The images, [B, C, spatial...], and the size that each had.</returns>
    /// <exception cref="ArgumentException">The batch has another number of axes.</exception>
    public static (Tensor Images, IReadOnlyList<Values<int>> Sizes) PreprocessImages(
        Tensor inputImages, int spatialDims, Values<int> sizeDivisible, PadMode mode = PadMode.Constant, double value = 0)
    {
        CheckInputImages(inputImages, spatialDims);
        using var scope = NewDisposeScope();
        var size = Size(inputImages, spatialDims);
        var padded = Divisible(size, sizeDivisible);
        // Padding takes one axis before space, so batch and channels share it.
        var images = Borders.Apply(inputImages.flatten(0, 1), After(size, padded), mode, value).view([.. inputImages.shape.AsSpan(0, 2), .. padded]);
        return (images.MoveToOuterDisposeScope(), [.. Enumerable.Repeat(size, (int)inputImages.shape[0])]);
    }

    /// <inheritdoc cref="PreprocessImages(IReadOnlyList{Tensor}, int, Values{int}, PadMode, double)"/>
    public static (Tensor Images, IReadOnlyList<Values<int>> Sizes) PadImages(
        IReadOnlyList<Tensor> inputImages, int spatialDims, Values<int> sizeDivisible, PadMode mode = PadMode.Constant, double value = 0)
        => PreprocessImages(inputImages, spatialDims, sizeDivisible, mode, value);

    /// <inheritdoc cref="PreprocessImages(Tensor, int, Values{int}, PadMode, double)"/>
    public static (Tensor Images, IReadOnlyList<Values<int>> Sizes) PadImages(
        Tensor inputImages, int spatialDims, Values<int> sizeDivisible, PadMode mode = PadMode.Constant, double value = 0)
        => PreprocessImages(inputImages, spatialDims, sizeDivisible, mode, value);

    private static Values<int> Size(Tensor image, int spatialDims) => Values.From(image.shape[^spatialDims..].Select(n => (int)n));

    private static long[] Divisible(IEnumerable<int> size, Values<int> divisors)
        => [.. size.Select((n, axis) => divisors.Cyclic(axis) is > 1 and var k ? (long)(n + k - 1) / k * k : n)];

    private static (long, long)[] After(Values<int> size, long[] padded) => [.. size.Select((n, axis) => (0L, padded[axis] - n))];
}
