using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Inferers;

/// <summary>
/// Runs a network in windows of which it foretells the centres alone, as a HoVerNet does: outputs are put into the middle of their windows,
/// and what lies around counts nothing. Graham et al., HoVer-Net (2019).
/// </summary>
/// <param name="RoiSize">See <see cref="SlidingWindowInferer"/>; the same for all that follow.</param>
/// <param name="SwBatchSize">Windows that the network is given at once.</param>
/// <param name="Overlap">Share of a window that it has in common with the next; the centres must leave no gap.</param>
/// <param name="Mode">How outputs are blended.</param>
/// <param name="SigmaScale">Standard deviation of Gaussian weights, as a share of the window.</param>
/// <param name="PaddingMode">How images are padded.</param>
/// <param name="Cval">What constant padding holds.</param>
/// <param name="SwDevice">Where the network runs.</param>
/// <param name="Device">Where outputs are put together.</param>
/// <param name="Progress">Whether progress is shown.</param>
/// <param name="CacheRoiWeightMap">Whether weights are computed once.</param>
/// <param name="CpuThresh">Images of more voxels are put together on the CPU.</param>
/// <param name="ExtraInputPadding">
/// Pixels before and behind the image along the last axis, then the one before it and so on, so that centres reach its border; cut off again at the end.
/// </param>
/// <exception cref="ArgumentException">The padding has an odd number of values, or a negative one.</exception>
public sealed record SlidingWindowHoVerNetInferer(
    Values<int>? RoiSize, int SwBatchSize = 1, Values<double>? Overlap = null, BlendMode Mode = BlendMode.Constant, Values<double>? SigmaScale = null,
    PadMode PaddingMode = PadMode.Constant, double Cval = 0, Device? SwDevice = null, Device? Device = null, bool Progress = false,
    bool CacheRoiWeightMap = false, int? CpuThresh = null, Values<int>? ExtraInputPadding = null)
    : SlidingWindowInferer(RoiSize, SwBatchSize, Overlap, Mode, SigmaScale, PaddingMode, Cval, SwDevice, Device, Progress, CacheRoiWeightMap, CpuThresh)
{
    /// <summary>Pixels before and behind the image along the last axis, then the one before it and so on; none if null.</summary>
    public Values<int>? ExtraInputPadding { get; init; } = ExtraInputPadding is null || (ExtraInputPadding.Count % 2 == 0 && ExtraInputPadding.All(pixels => pixels >= 0)) ? ExtraInputPadding
        : throw new ArgumentException($"SlidingWindowHoVerNetInferer: extra_input_padding is {ExtraInputPadding}; two numbers of at least 0 for each axis are expected.", nameof(ExtraInputPadding));

    /// <inheritdoc/>
    public override NetworkOutput RunWindows(Tensor inputs, Func<WindowBatch, NetworkOutput> network, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var scope = NewDisposeScope();
        var rank = (int)inputs.Dimensions - 2;
        var padding = ExtraInputPadding ?? [];
        if (padding.Count > 2 * rank)
        {
            throw new ArgumentException($"SlidingWindowHoVerNetInferer: extra_input_padding is {padding}, for {padding.Count / 2} axes; the images [{string.Join(", ", inputs.shape)}] have {rank}.");
        }
        var outputs = (this with { ProcessFn = Centred }).Stitch(Padded(inputs), network, condition is null ? null : Padded(condition));
        return outputs.Select(output => Enumerable.Range(0, rank)
            .Aggregate(output, (cut, axis) => cut.narrow(axis + 2, Before(axis), inputs.shape[axis + 2])).MoveToOuterDisposeScope());

        // Axes are counted from the last.
        int Before(int axis) => 2 * (rank - 1 - axis) is var at && at < padding.Count ? padding[at] : 0;

        int Behind(int axis) => 2 * (rank - 1 - axis) is var at && at < padding.Count ? padding[at + 1] : 0;

        Tensor Padded(Tensor images) => padding.Count == 0 ? images
            : Borders.Apply(images.flatten(0, 1), [.. Enumerable.Range(0, rank).Select(axis => ((long)Before(axis), (long)Behind(axis)))], PaddingMode, Cval)
                is var padded ? padded.view([.. images.shape.AsSpan(0, 2), .. padded.shape.AsSpan(1)]) : images;
    }

    /// <summary>Outputs in the middle of their windows, and weights that are 0 around.</summary>
    private (IReadOnlyList<Tensor> Outputs, Tensor Weights) Centred(IReadOnlyList<Tensor> outputs, Tensor windows, Tensor weights)
    {
        var (window, output) = (windows.shape[2..], outputs[0].shape[2..]);
        (long Before, long Behind)[] around = [.. window.Zip(output, (whole, part) => Math.Max(whole - part, 0)).Select(rest => (rest / 2, rest - (rest / 2)))];
        var centre = zeros_like(weights);
        Middle(centre).copy_(Middle(weights));
        return ([.. outputs.Select(one => Borders.Apply(one.flatten(0, 1), around, PaddingMode, Cval).view([.. one.shape.AsSpan(0, 2), .. window]))], centre);

        Tensor Middle(Tensor map) => around.Index().Aggregate(
            map, (part, axis) => part.narrow(axis.Index, axis.Item.Before, window[axis.Index] - axis.Item.Before - axis.Item.Behind));
    }
}
