using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A window of an image in a batch.</summary>
/// <param name="Item">The image's place in the batch.</param>
/// <param name="Start">The window's first voxel on each spatial axis of the image, as it is padded.</param>
public readonly record struct Window(int Item, Values<long> Start)
{
    /// <summary>All windows that cover images, item by item and last axis fastest; the last one of each axis ends with the image.</summary>
    /// <param name="items">Number of images.</param>
    /// <param name="image">Their size.</param>
    /// <param name="size">The windows' size, at most the images'.</param>
    /// <param name="overlap">Share of a window that the next one covers again, for each axis.</param>
    internal static IReadOnlyList<Window> Cover(int items, long[] image, long[] size, double[] overlap)
    {
        IEnumerable<long[]> starts = [[]];
        for (var axis = 0; axis < image.Length; axis++)
        {
            var onAxis = Starts(image[axis], size[axis], overlap[axis]);
            starts = [.. starts.SelectMany(before => onAxis.Select(start => (long[])[.. before, start]))];
        }
        return [.. Enumerable.Range(0, items).SelectMany(item => starts.Select(start => new Window(item, start)))];
    }

    /// <summary>The window of a batch of images, [1, C, size...].</summary>
    internal Tensor Cut(Tensor images, long[] size)
    {
        var result = images.narrow(0, Item, 1);
        for (var axis = 0; axis < size.Length; axis++)
        {
            result = result.narrow(axis + 2, Start[axis], size[axis]);
        }
        return result;
    }

    private static List<long> Starts(long image, long size, double overlap)
    {
        var step = size == image ? size : Math.Max(1, (long)(size * (1 - overlap)));
        List<long> starts = [];
        for (var start = 0L; starts.Count == 0 || starts[^1] + size < image; start += step)
        {
            starts.Add(Math.Min(start, image - size));
        }
        return starts;
    }
}
