using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>One output of a sliding window: weighted windows added up, and the weights to divide by.</summary>
internal sealed class Stitching
{
    private readonly double[] scale;
    private readonly Tensor sum, count, weights;

    /// <summary>An output of the resolution of <paramref name="first"/>.</summary>
    public Stitching(Tensor first, Tensor image, Values<long> roi, Values<long> size, IReadOnlyList<Values<long>> starts, Tensor weights, Device device)
    {
        var window = Values.Create<long>(first.shape.AsSpan(2));
        scale = [.. window.Zip(roi, (made, asked) => (double)made / asked)];
        this.weights = window.Equals(roi) ? weights.alias()
            : Nearest(weights, window);
        long[] shape = [.. size.Zip(scale, (n, s) => (long)(n * s))];
        sum = zeros([image.shape[0], first.shape[1], .. shape], image.dtype, device);
        count = zeros([1, 1, .. shape], image.dtype, device);
        using (var there = this.weights.to(device))
        {
            foreach (var start in starts)
            {
                using var window1 = Window(count, Scale(start), window);
                window1.add_(there);
            }
        }
        foreach (var kept in (Tensor[])[sum, count, this.weights])
        {
            kept.MoveToOuterDisposeScope();
        }
    }

    /// <summary>A part of [B, C, spatial...], sharing its memory.</summary>
    public static Tensor Window(Tensor image, Values<long> start, Values<long> size)
    {
        var window = image.alias();
        for (var axis = 0; axis < size.Count; axis++)
        {
            using var wider = window;
            window = wider.narrow(axis + 2, start[axis], size[axis]);
        }
        return window;
    }

    /// <summary>Windows as they are to be added, on the device of the sum.</summary>
    public Tensor Weighted(Tensor windows) => (windows * weights).to(sum.device);

    /// <summary>Adds weighted windows in their places. Nothing is allocated here: what is half added could not be done again.</summary>
    public void Add(Tensor weighted, IReadOnlyList<(int Item, Values<long> Start)> places)
    {
        var size = Values.Create<long>(weighted.shape.AsSpan(2));
        for (var i = 0; i < places.Count; i++)
        {
            Window(sum.narrow(0, places[i].Item, 1), Scale(places[i].Start), size).add_(weighted.narrow(0, i, 1));
        }
    }

    /// <summary>The blended output, without what the input was padded by.</summary>
    public Tensor Finish(long[] before, Values<long> original)
    {
        sum.div_(count);
        long[] start = [.. before.Zip(scale, (n, s) => (long)Math.Round(n * s, MidpointRounding.ToEven))];
        long[] end = [.. before.Zip(original, (a, b) => a + b).Zip(scale, (n, s) => (long)Math.Round(n * s, MidpointRounding.ToEven))];
        return Window(sum, start, Values.From(start.Zip(end, (a, b) => b - a)));
    }

    /// <summary>Weights of another resolution, by the nearest voxel.</summary>
    private static Tensor Nearest(Tensor weights, Values<long> size)
    {
        var result = weights;
        for (var axis = 0; axis < size.Count; axis++)
        {
            var own = weights.shape[axis];
            var index = Enumerable.Range(0, (int)size[axis]).Select(i => Math.Min(own - 1, (long)Math.Floor((i + 0.5) * own / size[axis]))).ToArray();
            result = result.index_select(axis, tensor(index, device: weights.device));
        }
        return result;
    }

    private Values<long> Scale(Values<long> start) => Values.From(start.Zip(scale, (n, s) => (long)(n * s)));
}
