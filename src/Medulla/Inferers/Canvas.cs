using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>
/// One output of a network, being stitched from windows: the weighted sum of what they say and the sum of the weights. Where the
/// output's resolution differs from the input's, places scale with it.
/// </summary>
internal sealed class Canvas : IDisposable
{
    private readonly Tensor sum;
    private readonly Tensor weights;
    private readonly double[] zoom;
    private readonly bool weightsVary;
    private readonly bool isSingle;
    private Tensor? slab;
    private long origin;
    private (int Axis, long Start, long Length) within;

    /// <summary>An empty canvas.</summary>
    /// <param name="items">Number of images.</param>
    /// <param name="image">Their size, as the windows cover it.</param>
    /// <param name="window">Size of the windows.</param>
    /// <param name="output">What a network made of windows, [b, K, size...]; gives channels and resolution.</param>
    /// <param name="dtype">Element type of the sums.</param>
    /// <param name="device">Where the sums lie.</param>
    /// <param name="weightsVary">Whether weights may differ between the windows of one place.</param>
    public Canvas(int items, long[] image, long[] window, Tensor output, ScalarType dtype, Device device, bool weightsVary)
    {
        var shape = output.shape;
        zoom = [.. window.Select((size, axis) => shape[axis + 2] / (double)size)];
        long[] size = [.. image.Select((length, axis) => (long)(length * zoom[axis]))];
        sum = zeros([items, shape[1], .. size], dtype, device).DetachFromDisposeScope();
        weights = zeros([weightsVary ? items : 1, 1, .. size], dtype, device).DetachFromDisposeScope();
        this.weightsVary = weightsVary;
        isSingle = items == 1;
    }

    /// <summary>Begins to gather in memory of its own what falls into a slab of the image.</summary>
    public void Open(Slab part, Device device)
    {
        var (start, end) = Place(part.Axis, part.Start, part.End - part.Start);
        within = (part.Axis, start, end - start);
        long[] shape = [1, .. sum.shape.AsSpan(1)];
        shape[part.Axis + 2] = end - start;
        slab = zeros(shape, sum.dtype, device).DetachFromDisposeScope();
    }

    /// <summary>Adds what was gathered for an image.</summary>
    public void Close(int item)
    {
        using var scope = NewDisposeScope();
        sum.narrow(0, item, 1).narrow(within.Axis + 2, within.Start, within.Length).add_(slab!.to(sum.device));
        slab!.Dispose();
        slab = null;
    }

    /// <summary>Adds what a network says about windows.</summary>
    /// <param name="windows">Where they lie.</param>
    /// <param name="size">Their size.</param>
    /// <param name="patches">What it says, [b, K, size'...].</param>
    /// <param name="weight">What their voxels count, [1, 1, size'...] or [b, 1, size'...].</param>
    public void Add(IReadOnlyList<Window> windows, long[] size, Tensor patches, Tensor weight)
    {
        var target = slab ?? sum;
        patches = patches.to(target.dtype, target.device);
        var onTarget = weight.to(target.dtype, target.device);
        var onWeights = weight.to(weights.dtype, weights.device);
        var perWindow = weight.shape[0] > 1;
        for (var i = 0; i < windows.Count; i++)
        {
            using var scope = NewDisposeScope();
            var (item, start) = (windows[i].Item, windows[i].Start);
            var patch = patches.narrow(0, i, 1);
            Region(target, slab is null ? item : 0, start, size, slab is not null).addcmul_(patch, perWindow ? onTarget.narrow(0, i, 1) : onTarget, 1);
            if (weightsVary || isSingle || item == 0)
            {
                Region(weights, item, start, size, inSlab: false).add_(perWindow ? onWeights.narrow(0, i, 1) : onWeights);
            }
        }
    }

    /// <summary>
    /// Of a canvas for one image at a time that is as deep as a window along the first axis: hands out the means of the planes that
    /// no later window reaches, and moves on.
    /// </summary>
    /// <param name="next">Where the next windows begin; where the image ends, as the windows cover it, if there are none.</param>
    /// <param name="before">Voxels added before the image, for each axis.</param>
    /// <param name="image">The image's own size.</param>
    /// <param name="use">Is given the planes, [1, K, planes, size'...], and which the first one is; they live for the call only.</param>
    public void Advance(long next, long[] before, long[] image, Action<long, Tensor> use)
    {
        using var scope = NewDisposeScope();
        var depth = sum.shape[2];
        var (first, _) = Place(0, next, 0);
        var done = Math.Min(first - origin, depth);
        var (from, to) = Own(0, before, image);
        var (start, end) = (Math.Max(origin, from), Math.Min(origin + done, to));
        if (start < end)
        {
            var means = sum.narrow(2, start - origin, end - start).div_(weights.narrow(2, start - origin, end - start));
            use(start - from, Cropped(means, before, image, firstAxis: 1));
        }
        foreach (var part in (Tensor[])[sum, weights])
        {
            // Copied by way of another tensor, for the places overlap.
            part.narrow(2, 0, depth - done).copy_(part.narrow(2, done, depth - done).clone());
            part.narrow(2, depth - done, done).zero_();
        }
        origin = first;
    }

    /// <summary>Begins the next image of a canvas that was led to the end of one.</summary>
    public void Restart() => origin = 0;

    /// <summary>Shape of what is made of the images in all.</summary>
    /// <param name="items">How many images there are.</param>
    /// <param name="before">Voxels added before each image, for each axis.</param>
    /// <param name="image">The images' own size.</param>
    public long[] ResultShape(long items, long[] before, long[] image)
        => [items, sum.shape[1], .. image.Select((_, axis) => Own(axis, before, image) is var (start, end) ? end - start : 0)];

    /// <summary>The weighted means, without what padding added to the image.</summary>
    /// <param name="before">Voxels added before the image, for each axis.</param>
    /// <param name="image">The image's own size.</param>
    public Tensor Finish(long[] before, long[] image)
    {
        return Cropped(sum.div_(weights), before, image, firstAxis: 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sum.Dispose();
        weights.Dispose();
        slab?.Dispose();
    }

    private Tensor Cropped(Tensor result, long[] before, long[] image, int firstAxis)
    {
        for (var axis = firstAxis; axis < image.Length; axis++)
        {
            var (start, end) = Own(axis, before, image);
            result = result.narrow(axis + 2, start, end - start);
        }
        return result;
    }

    /// <summary>What the image itself takes up on an axis, without padding.</summary>
    private (long Start, long End) Own(int axis, long[] before, long[] image)
        => ((long)Math.Round(before[axis] * zoom[axis]), (long)Math.Round((before[axis] + image[axis]) * zoom[axis]));

    private (long Start, long End) Place(int axis, long start, long length)
        => ((long)(start * zoom[axis]), (long)((start + length) * zoom[axis]));

    private Tensor Region(Tensor of, int item, Values<long> start, long[] size, bool inSlab)
    {
        var region = of.narrow(0, isSingle ? 0 : item, 1);
        for (var axis = 0; axis < size.Length; axis++)
        {
            var (from, to) = Place(axis, start[axis], size[axis]);
            var hidden = inSlab && axis == within.Axis ? within.Start : !inSlab && axis == 0 ? origin : 0;
            region = region.narrow(axis + 2, from - hidden, to - from);
        }
        return region;
    }
}
