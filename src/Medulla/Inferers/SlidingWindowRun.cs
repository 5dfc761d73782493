using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>One run of a sliding window over a batch of images.</summary>
internal sealed class SlidingWindowRun
{
    private readonly SlidingWindowInferer options;
    private readonly Tensor padded;
    private readonly Tensor? condition;
    private readonly IReadOnlyList<Window> windows;
    private readonly long[] image;
    private readonly long[] before;
    private readonly long[] covered;
    private readonly long[] size;
    private readonly Device windowDevice;
    private readonly Device outputDevice;
    private readonly Tensor weight;
    private readonly IProgress<double>? progress;
    private int batch;
    private IReadOnlyList<string>? names;

    /// <summary>Pads the images and computes the weights.</summary>
    /// <exception cref="ArgumentException">The images have no spatial axes, or an option does not fit their number.</exception>
    public SlidingWindowRun(SlidingWindowInferer options, Tensor inputs, Tensor? condition)
    {
        var shape = inputs.shape;
        if (shape.Length < 3 || !inputs.is_floating_point())
        {
            throw new ArgumentException($"sliding window: the images are {inputs.dtype} [{string.Join(", ", shape)}]; floating-point [B, C, spatial...] is expected.");
        }
        if (condition is not null && (condition.Dimensions != shape.Length || condition.shape[0] != shape[0] || !condition.shape.AsSpan(2).SequenceEqual(shape.AsSpan(2))))
        {
            throw new ArgumentException($"sliding window: the condition is [{string.Join(", ", condition.shape)}] and the images [{string.Join(", ", shape)}]; they must match but for their channels.");
        }
        this.options = options;
        image = shape[2..];
        size = [.. image.Select((length, axis) => PerAxis(options.RoiSize ?? 0, axis, "roi_size") is > 0 and var given ? given : length)];
        covered = [.. image.Select((length, axis) => Math.Max(length, size[axis]))];
        before = [.. image.Select((length, axis) => (covered[axis] - length) / 2)];
        padded = Pad(inputs);
        this.condition = condition is null ? null : Pad(condition);
        windows = Window.Cover((int)shape[0], covered, size, [.. image.Select((_, axis) => PerAxis(options.Overlap ?? 0.25, axis, "overlap"))]);
        windowDevice = options.SwDevice ?? inputs.device;
        outputDevice = options.Device ?? (options.CpuThresh < image.Aggregate(1L, (product, length) => product * length) ? CPU : inputs.device);
        weight = Weights(inputs.dtype);
        batch = options.SwBatchSize;
        progress = options.Progress ? new ConsoleProgress(options.OnProgress) : options.OnProgress;
    }

    /// <summary>Runs the network on all windows and puts its outputs together.</summary>
    public NetworkOutput Stitch(Func<WindowBatch, NetworkOutput> network)
    {
        List<Canvas> canvases = [];
        try
        {
            if (options.BufferSteps is > 0 and var positions)
            {
                FillSlabs(canvases, Slab.Split(windows, size, BufferAxis(), positions), network);
            }
            else
            {
                Fill(canvases, [.. windows], network, output => NewCanvas(output, Items, covered, outputDevice), 0);
            }
            return new([.. canvases.Select(canvas => canvas.Finish(before, image))], names);
        }
        finally
        {
            canvases.ForEach(canvas => canvas.Dispose());
        }
    }

    /// <summary>Runs the network on all windows and hands its outputs out plane by plane, as soon as no further window reaches them.</summary>
    public void Stream(Func<WindowBatch, NetworkOutput> network, Action<StitchedSlab> use)
    {
        List<Canvas> canvases = [];
        long[] deep = [size[0], .. covered.AsSpan(1)];
        try
        {
            var done = 0;
            Slab[] slabs = [.. Slab.Split(windows, size, axis: 0, positions: 1)];
            for (var i = 0; i < slabs.Length; i++)
            {
                Fill(canvases, slabs[i].Windows, network, output => NewCanvas(output, 1, deep, windowDevice), done);
                done += slabs[i].Windows.Length;
                var item = slabs[i].Windows[0].Item;
                var isLast = i + 1 == slabs.Length || slabs[i + 1].Windows[0].Item != item;
                for (var number = 0; number < canvases.Count; number++)
                {
                    var (canvas, output) = (canvases[number], number);
                    var shape = Values.Create<long>(canvas.ResultShape(Items, before, image));
                    canvas.Advance(isLast ? covered[0] : slabs[i + 1].Start, before, image, (start, planes) => use(new(output, item, start, planes[0].to(outputDevice), shape)));
                    if (isLast)
                    {
                        canvas.Restart();
                    }
                }
            }
        }
        finally
        {
            canvases.ForEach(canvas => canvas.Dispose());
        }
    }

    private int Items => (int)padded.shape[0];

    private void FillSlabs(List<Canvas> canvases, IEnumerable<Slab> slabs, Func<WindowBatch, NetworkOutput> network)
    {
        var done = 0;
        foreach (var slab in slabs)
        {
            canvases.ForEach(canvas => canvas.Open(slab, windowDevice));
            Fill(canvases, slab.Windows, network, Opened, done);
            canvases.ForEach(canvas => canvas.Close(slab.Windows[0].Item));
            done += slab.Windows.Length;

            Canvas Opened(Tensor output)
            {
                var canvas = NewCanvas(output, Items, covered, outputDevice);
                canvas.Open(slab, windowDevice);
                return canvas;
            }
        }
    }

    private void Fill(List<Canvas> canvases, Window[] some, Func<WindowBatch, NetworkOutput> network, Func<Tensor, Canvas> newCanvas, int done)
    {
        for (var first = 0; first < some.Length;)
        {
            using var scope = NewDisposeScope();
            ArraySegment<Window> now = new(some, first, Math.Min(batch, some.Length - first));
            if (Run(network, now) is not var (outputs, weights))
            {
                batch = now.Count / 2;
                continue;
            }
            Check(outputs.Tensors, now.Count);
            names = outputs.Names;
            if (canvases.Count == 0)
            {
                canvases.AddRange(outputs.Tensors.Select(newCanvas));
            }
            for (var i = 0; i < canvases.Count; i++)
            {
                canvases[i].Add(now, size, outputs.Tensors[i], Resize(weights, outputs.Tensors[i]));
            }
            first += now.Count;
            progress?.Report((double)(done + first) / windows.Count);
        }
    }

    /// <summary>The network's outputs and the weights of their voxels; null if memory did not suffice and fewer windows may fit.</summary>
    private (NetworkOutput Outputs, Tensor Weights)? Run(Func<WindowBatch, NetworkOutput> network, ArraySegment<Window> some)
    {
        try
        {
            var data = Cut(padded, some);
            var outputs = network(new(data, some, condition is null ? null : Cut(condition, some)));
            var (processed, weights) = options.ProcessFn?.Invoke(outputs.Tensors, data, weight) ?? (outputs.Tensors, weight);
            return (new(processed, outputs.Names), weights.Dimensions == size.Length ? weights.unsqueeze(0).unsqueeze(0) : weights);
        }
        catch (Exception e) when (some.Count > 1 && Runtime.OutOfMemory.Is(e))
        {
            return null;
        }
    }

    private Tensor Cut(Tensor images, ArraySegment<Window> some)
        => (some.Count == 1 ? some[0].Cut(images, size) : cat([.. some.Select(window => window.Cut(images, size))])).to(windowDevice);

    private void Check(IReadOnlyList<Tensor> outputs, int windows)
    {
        if (outputs.FirstOrDefault(output => output.Dimensions != size.Length + 2 || output.shape[0] != windows) is { } wrong)
        {
            throw new ArgumentException($"sliding window: the network made [{string.Join(", ", wrong.shape)}] of {windows} windows [{string.Join(", ", size)}]; "
                + $"one output for each, with channels and {size.Length} spatial axes, is expected.");
        }
    }

    private Canvas NewCanvas(Tensor output, int items, long[] of, Device device)
        => new(items, of, size, output, padded.dtype, device, options.ProcessFn is not null);

    /// <summary>The weights at the resolution of an output: those of the voxels that its voxels' middles lie in.</summary>
    private static Tensor Resize(Tensor weights, Tensor output)
    {
        for (var axis = 2; axis < weights.Dimensions; axis++)
        {
            var (from, to) = (weights.shape[axis], output.shape[axis]);
            if (from != to)
            {
                weights = weights.index_select(axis, ((arange(to, ScalarType.Float64, weights.device) + 0.5) * from / to).floor().to_type(ScalarType.Int64));
            }
        }
        return weights;
    }

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
}
