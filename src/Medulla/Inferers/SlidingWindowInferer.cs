using System.Runtime.InteropServices;
using Medulla.Imaging;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>
/// Runs a network on windows of an image and blends what comes out, so that an image of any size can be done. A window batch that
/// does not fit into memory is halved. Results may have another resolution than the input.
/// </summary>
/// <param name="RoiSize">Size of a window along each axis; 0, -1 or null for the image's own.</param>
/// <param name="SwBatchSize">Number of windows in a batch.</param>
/// <param name="Overlap">Share of a window that the next one covers again, in [0, 1), for all axes or for each.</param>
/// <param name="Mode">How overlapping windows are weighted.</param>
/// <param name="SigmaScale">Standard deviation of the Gaussian, in window sizes; 0.125 if null.</param>
/// <param name="PaddingMode">What an image smaller than a window is padded with.</param>
/// <param name="Cval">The value for <see cref="PadMode.Constant"/>.</param>
/// <param name="SwDevice">Where windows are run; where the image is if null.</param>
/// <param name="Device">Where results are put together; where the image is if null.</param>
/// <param name="OnProgress">Told the share of windows that are done, in [0, 1].</param>
public sealed record SlidingWindowInferer(
    Values<int>? RoiSize, int SwBatchSize = 1, Values<double>? Overlap = null, BlendMode Mode = BlendMode.Constant, Values<double>? SigmaScale = null,
    PadMode PaddingMode = PadMode.Constant, double Cval = 0, Device? SwDevice = null, Device? Device = null, IProgress<double>? OnProgress = null)
{
    /// <summary>Number of windows in a batch.</summary>
    public int SwBatchSize { get; init; } = Check.Positive(SwBatchSize);

    /// <summary>Share of a window that the next one covers again.</summary>
    public Values<double> Overlap { get; init; } = (Overlap ?? [0.25]) is var overlap && overlap.All(o => o is >= 0 and < 1) ? overlap
        : throw new ArgumentException($"SlidingWindowInferer: Overlap is {Overlap}; it must be at least 0 and below 1.");

    /// <summary>The network's output for the whole image.</summary>
    /// <param name="inputs">[B, C, spatial...].</param>
    /// <param name="network">Windows [N, C, roi...] to outputs [N, K, ...].</param>
    /// <returns>[B, K, spatial...].</returns>
    public Tensor Infer(Tensor inputs, Func<Tensor, Tensor> network) => Infer(inputs, windows => (IReadOnlyList<Tensor>)[network(windows)])[0];

    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public Tensor Infer(Tensor inputs, nn.Module<Tensor, Tensor> network) => Infer(inputs, network.call);

    /// <summary>Several outputs of a network for the whole image, each of a resolution of its own.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public IReadOnlyList<Tensor> Infer(Tensor inputs, Func<Tensor, IReadOnlyList<Tensor>> network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (inputs.Dimensions < 3)
        {
            throw new ArgumentException($"SlidingWindowInferer: inputs are [{string.Join(", ", inputs.shape)}]; [B, C, spatial...] is expected.", nameof(inputs));
        }
        var original = Values.Create<long>(inputs.shape.AsSpan(2));
        var roi = SpatialSize.Resolve(RoiSize, original);
        var before = roi.Zip(original, (window, own) => Math.Max(0, window - own) / 2).ToArray();
        var padded = Pad.Apply(inputs.flatten(0, 1), [.. roi.Zip(original, (window, own) => Math.Max(0, window - own)).Zip(before, (all, low) => (low, all - low))], PaddingMode, Cval)
            .unflatten(0, inputs.shape[0], inputs.shape[1]);
        var size = Values.Create<long>(padded.shape.AsSpan(2));
        var overlap = Values.From(SpatialSize.PerAxis(Overlap, size.Count, nameof(Overlap)));
        var starts = Windows.Cover(size, roi, overlap);
        var weights = Windows.ImportanceMap(roi, Mode, SigmaScale).to(inputs.dtype, SwDevice ?? inputs.device);

        List<Stitching> outputs = [];
        var (total, next, batch) = ((int)inputs.shape[0] * starts.Count, 0, SwBatchSize);
        while (next < total)
        {
            var count = Math.Min(batch, total - next);
            try
            {
                Run(padded, network, roi, size, starts, weights, next, count, outputs);
            }
            catch (ExternalException e) when (count > 1 && e.Message.Contains("memory", StringComparison.OrdinalIgnoreCase))
            {
                batch = count / 2;
                continue;
            }
            next += count;
            OnProgress?.Report((double)next / total);
        }
        return [.. outputs.Select(output => output.Finish(before, original).MoveToOuterDisposeScope())];
    }

    private void Run(
        Tensor image, Func<Tensor, IReadOnlyList<Tensor>> network, Values<long> roi, Values<long> size, IReadOnlyList<Values<long>> starts, Tensor weights,
        int next, int count, List<Stitching> outputs)
    {
        using var scope = NewDisposeScope();
        var numbers = Enumerable.Range(next, count).Select(n => (Item: n / starts.Count, Start: starts[n % starts.Count])).ToList();
        var windows = cat([.. numbers.Select(n => Stitching.Window(image.narrow(0, n.Item, 1), n.Start, roi))], 0).to(SwDevice ?? image.device);
        var results = network(windows);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].shape[0] != count || results[i].Dimensions != image.Dimensions)
            {
                throw new InvalidOperationException($"SlidingWindowInferer: the network made [{string.Join(", ", results[i].shape)}] of {count} windows "
                    + $"[{string.Join(", ", windows.shape)}]; it must give one output with the same number of axes for each.");
            }
            if (outputs.Count <= i)
            {
                outputs.Add(new(results[i], image, roi, size, starts, weights, Device ?? image.device));
            }
        }
        var weighted = results.Select((result, i) => outputs[i].Weighted(result)).ToList();
        for (var i = 0; i < weighted.Count; i++)
        {
            outputs[i].Add(weighted[i], numbers);
        }
    }
}
