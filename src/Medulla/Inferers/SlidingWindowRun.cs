using System.Runtime.InteropServices;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>One run of a sliding window over a batch of images.</summary>
internal sealed class SlidingWindowRun
{
    private readonly SlidingWindowInferer options;
    private readonly Tensor padded;
    private readonly long[] image;
    private readonly long[] before;
    private readonly long[] covered;
    private readonly long[] size;
    private readonly Device windowDevice;
    private readonly Device outputDevice;
    private readonly Tensor weight;
    private readonly IProgress<double>? progress;
    private int batch;

    /// <summary>Pads the images and computes the weights.</summary>
    /// <exception cref="ArgumentException">The images have no spatial axes, or an option does not fit their number.</exception>
    public SlidingWindowRun(SlidingWindowInferer options, Tensor inputs)
    {
        var shape = inputs.shape;
        if (shape.Length < 3 || !inputs.is_floating_point())
        {
            throw new ArgumentException($"sliding window: the images are {inputs.dtype} [{string.Join(", ", shape)}]; floating-point [B, C, spatial...] is expected.");
        }
        this.options = options;
        image = shape[2..];
        size = [.. image.Select((length, axis) => PerAxis(options.RoiSize ?? 0, axis, "roi_size") is > 0 and var given ? given : length)];
        covered = [.. image.Select((length, axis) => Math.Max(length, size[axis]))];
        before = [.. image.Select((length, axis) => (covered[axis] - length) / 2)];
        padded = Pad(inputs);
        windowDevice = options.SwDevice ?? inputs.device;
        outputDevice = options.Device ?? (options.CpuThresh < image.Aggregate(1L, (product, length) => product * length) ? CPU : inputs.device);
        weight = Weights(inputs.dtype);
        batch = options.SwBatchSize;
        progress = options.Progress ? new ConsoleProgress(options.OnProgress) : options.OnProgress;
    }

    /// <summary>Runs the network on all windows and puts its outputs together.</summary>
    public IReadOnlyList<Tensor> Stitch(Func<Tensor, IReadOnlyList<Tensor>> network)
    {
        var windows = Window.Cover((int)padded.shape[0], covered, size, [.. image.Select((_, axis) => PerAxis(options.Overlap ?? 0.25, axis, "overlap"))]);
        List<Canvas> canvases = [];
        try
        {
            if (options.BufferSteps is > 0 and var positions)
            {
                FillSlabs(canvases, Slab.Split(windows, size, BufferAxis(), positions), network, windows.Count);
            }
            else
            {
                Fill(canvases, [.. windows], network, slab: null, 0, windows.Count);
            }
            return [.. canvases.Select(canvas => canvas.Finish(before, image))];
        }
        finally
        {
            canvases.ForEach(canvas => canvas.Dispose());
        }
    }

    private void FillSlabs(List<Canvas> canvases, IEnumerable<Slab> slabs, Func<Tensor, IReadOnlyList<Tensor>> network, int total)
    {
        var done = 0;
        foreach (var slab in slabs)
        {
            canvases.ForEach(canvas => canvas.Open(slab, windowDevice));
            Fill(canvases, slab.Windows, network, slab, done, total);
            canvases.ForEach(canvas => canvas.Close(slab.Windows[0].Item));
            done += slab.Windows.Length;
        }
    }

    private void Fill(List<Canvas> canvases, Window[] windows, Func<Tensor, IReadOnlyList<Tensor>> network, Slab? slab, int done, int total)
    {
        for (var first = 0; first < windows.Length;)
        {
            using var scope = NewDisposeScope();
            var some = windows.AsSpan(first, Math.Min(batch, windows.Length - first));
            if (Run(network, some) is not var (outputs, weights))
            {
                batch = some.Length / 2;
                continue;
            }
            Check(outputs, some.Length);
            if (canvases.Count == 0)
            {
                canvases.AddRange(outputs.Select(output => NewCanvas(output, slab)));
            }
            for (var i = 0; i < outputs.Count; i++)
            {
                canvases[i].Add(some, size, outputs[i], Resize(weights, outputs[i]));
            }
            first += some.Length;
            progress?.Report((double)(done + first) / total);
        }
    }

    /// <summary>The network's outputs and the weights of their voxels; null if memory did not suffice and fewer windows may fit.</summary>
    private (IReadOnlyList<Tensor> Outputs, Tensor Weights)? Run(Func<Tensor, IReadOnlyList<Tensor>> network, ReadOnlySpan<Window> windows)
    {
        try
        {
            var cuts = new Tensor[windows.Length];
            for (var i = 0; i < cuts.Length; i++)
            {
                cuts[i] = windows[i].Cut(padded, size);
            }
            var data = (cuts.Length == 1 ? cuts[0] : cat(cuts)).to(windowDevice);
            var outputs = network(data);
            var (processed, weights) = options.ProcessFn?.Invoke(outputs, data, weight) ?? (outputs, weight);
            return (processed, weights.Dimensions == size.Length ? weights.unsqueeze(0).unsqueeze(0) : weights);
        }
        catch (Exception e) when (windows.Length > 1 && IsOutOfMemory(e))
        {
            return null;
        }
    }

    private void Check(IReadOnlyList<Tensor> outputs, int windows)
    {
        if (outputs.FirstOrDefault(output => output.Dimensions != size.Length + 2 || output.shape[0] != windows) is { } wrong)
        {
            throw new ArgumentException($"sliding window: the network made [{string.Join(", ", wrong.shape)}] of {windows} windows [{string.Join(", ", size)}]; "
                + $"one output for each, with channels and {size.Length} spatial axes, is expected.");
        }
    }

    private Canvas NewCanvas(Tensor output, Slab? slab)
    {
        var canvas = new Canvas((int)padded.shape[0], covered, size, output, padded.dtype, outputDevice, options.ProcessFn is not null);
        if (slab is not null)
        {
            canvas.Open(slab, windowDevice);
        }
        return canvas;
    }

    private static Tensor Resize(Tensor weights, Tensor output)
        => weights.shape.AsSpan(2).SequenceEqual(output.shape.AsSpan(2)) ? weights
            : nn.functional.interpolate(weights, output.shape[2..], mode: InterpolationMode.NearestExact);

    private Tensor Weights(ScalarType dtype)
        => options.RoiWeightMap is { } given && given.shape.AsSpan().SequenceEqual(size) ? given.to(dtype, windowDevice)
            : ImportanceMap.Compute(Values.From(size.Select(length => (int)length)), options.Mode, options.SigmaScale, windowDevice, dtype);

    private Tensor Pad(Tensor inputs)
    {
        // Padding takes one axis before space, so batch and channels share it.
        var amounts = image.Select((length, axis) => (before[axis], covered[axis] - length - before[axis])).ToList();
        return Transforms.Borders.Apply(inputs.flatten(0, 1), amounts, options.PaddingMode, options.Cval).view([.. inputs.shape.AsSpan(0, 2), .. covered]);
    }

    private int BufferAxis()
        => options.BufferDim >= -size.Length && options.BufferDim < size.Length ? (options.BufferDim + size.Length) % size.Length
            : throw new ArgumentException($"sliding window: buffer_dim is {options.BufferDim}; it must lie in [{-size.Length}, {size.Length - 1}].");

    private T PerAxis<T>(Values<T> values, int axis, string name)
        => values.Count == 1 || values.Count == image.Length ? values.Cyclic(axis)
            : throw new ArgumentException($"sliding window: {name} is {values}; one value or {image.Length} (one for each spatial axis) are expected.");

    /// <summary>libtorch says so in words alone, "CUDA out of memory" or "can't allocate memory".</summary>
    private static bool IsOutOfMemory(Exception e)
        => e is OutOfMemoryException || (e is ExternalException
            && (e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("can't allocate memory", StringComparison.Ordinal)));
}
