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
    private Tensor? slab;
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
    public void Add(ReadOnlySpan<Window> windows, long[] size, Tensor patches, Tensor weight)
    {
        var target = slab ?? sum;
        patches = patches.to(target.dtype, target.device);
        var onTarget = weight.to(target.dtype, target.device);
        var onWeights = weight.to(weights.dtype, weights.device);
        var perWindow = weight.shape[0] > 1;
        for (var i = 0; i < windows.Length; i++)
        {
            using var scope = NewDisposeScope();
            var (item, start) = (windows[i].Item, windows[i].Start);
            var patch = patches.narrow(0, i, 1);
            Region(target, slab is null ? item : 0, start, size, slab is not null).addcmul_(patch, perWindow ? onTarget.narrow(0, i, 1) : onTarget, 1);
            if (weightsVary || item == 0)
            {
                Region(weights, item, start, size, inSlab: false).add_(perWindow ? onWeights.narrow(0, i, 1) : onWeights);
            }
        }
    }

    /// <summary>The weighted means, without what padding added to the image.</summary>
    /// <param name="before">Voxels added before the image, for each axis.</param>
    /// <param name="image">The image's own size.</param>
    public Tensor Finish(long[] before, long[] image)
    {
        var result = sum.div_(weights);
        for (var axis = 0; axis < image.Length; axis++)
        {
            var start = (long)Math.Round(before[axis] * zoom[axis]);
            var end = (long)Math.Round((before[axis] + image[axis]) * zoom[axis]);
            result = result.narrow(axis + 2, start, end - start);
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sum.Dispose();
        weights.Dispose();
        slab?.Dispose();
    }

    private (long Start, long End) Place(int axis, long start, long length)
        => ((long)(start * zoom[axis]), (long)((start + length) * zoom[axis]));

    private Tensor Region(Tensor of, int item, long[] start, long[] size, bool inSlab)
    {
        var region = of.narrow(0, item, 1);
        for (var axis = 0; axis < size.Length; axis++)
        {
            var (from, to) = Place(axis, start[axis], size[axis]);
            region = region.narrow(axis + 2, inSlab && axis == within.Axis ? from - within.Start : from, to - from);
        }
        return region;
    }
}
