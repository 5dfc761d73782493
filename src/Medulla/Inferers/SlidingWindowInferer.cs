using Medulla.Imaging;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Runs a network window by window over images of any size and blends what it says where windows overlap.</summary>
/// <param name="RoiSize">Size of the windows, one for all axes or one for each; 0, less or null means the image's size.</param>
/// <param name="SwBatchSize">Windows that the network gets at a time; fewer if memory does not suffice.</param>
/// <param name="Overlap">Share of a window that the next one covers again, in [0, 1), one for all axes or one for each; 0.25 if null.</param>
/// <param name="Mode">How windows are blended.</param>
/// <param name="SigmaScale">Standard deviation of <see cref="BlendMode.Gaussian"/> as a share of the window's size, one for all axes or one for each; 0.125 if null.</param>
/// <param name="PaddingMode">What surrounds an image that is smaller than a window.</param>
/// <param name="Cval">The value of <see cref="PadMode.Constant"/>.</param>
/// <param name="SwDevice">Where windows go before the network sees them; where the images lie if null.</param>
/// <param name="Device">Where the result is stitched; where the images lie if null.</param>
/// <param name="Progress">Whether progress is written to the console's error stream.</param>
/// <param name="CacheRoiWeightMap">Whether the windows' weights are computed once, here; needs a size for each axis.</param>
/// <param name="CpuThresh">Images of more voxels than this are stitched on the CPU, where <paramref name="Device"/> is null; none if null.</param>
/// <param name="BufferSteps">Window positions along <paramref name="BufferDim"/> that are stitched on <paramref name="SwDevice"/> before they are moved to <paramref name="Device"/>; each batch is moved at once if null.</param>
/// <param name="BufferDim">The spatial axis of <paramref name="BufferSteps"/>, negative ones counted from the end.</param>
/// <exception cref="ArgumentException">An argument lies outside its bounds.</exception>
public sealed record SlidingWindowInferer(
    Values<int>? RoiSize, int SwBatchSize = 1, Values<double>? Overlap = null, BlendMode Mode = BlendMode.Constant, Values<double>? SigmaScale = null,
    PadMode PaddingMode = PadMode.Constant, double Cval = 0, Device? SwDevice = null, Device? Device = null, bool Progress = false,
    bool CacheRoiWeightMap = false, int? CpuThresh = null, int? BufferSteps = null, int BufferDim = -1) : Inferer
{
    /// <summary>Windows at a time; at least 1.</summary>
    public int SwBatchSize { get; init; } = Check.Positive(SwBatchSize);

    /// <summary>Share of a window that the next one covers again.</summary>
    public Values<double>? Overlap { get; init; } = Overlap is null || Overlap.All(share => share is >= 0 and < 1) ? Overlap
        : throw new ArgumentOutOfRangeException(nameof(Overlap), Overlap, "SlidingWindowInferer: overlap must lie in [0, 1) on each axis.");

    /// <summary>Weights of a window's voxels, [spatial...] and above 0; computed if null.</summary>
    public Tensor? RoiWeightMap { get; init; } = CacheRoiWeightMap && RoiSize?.All(size => size > 0) == true
        ? ImportanceMap.Compute(RoiSize, Mode, SigmaScale, Device).DetachFromDisposeScope() : null;

    /// <summary>
    /// Changes what the network says about a batch of windows, given the outputs, the windows and the weights [spatial...]; returns
    /// outputs and weights.
    /// </summary>
    public Func<IReadOnlyList<Tensor>, Tensor, Tensor, (IReadOnlyList<Tensor> Outputs, Tensor Weights)>? ProcessFn { get; init; }

    /// <summary>Is told the share of windows done, in (0, 1].</summary>
    public IProgress<double>? OnProgress { get; init; }

    /// <inheritdoc/>
    public override Tensor Infer(Tensor inputs, Func<Tensor, Tensor> network) => Infer(inputs, windows => [network(windows)])[0];

    /// <summary>Runs a network with several outputs, each of its own channels and resolution.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public IReadOnlyList<Tensor> Infer(Tensor inputs, Func<Tensor, IReadOnlyList<Tensor>> network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return [.. new SlidingWindowRun(this, inputs).Stitch(network).Select(output => output.MoveToOuterDisposeScope())];
    }

    /// <summary>Runs a network with named outputs, each of its own channels and resolution.</summary>
    /// <inheritdoc cref="Infer(Tensor, Func{Tensor, Tensor})"/>
    public IReadOnlyDictionary<string, Tensor> Infer(Tensor inputs, Func<Tensor, IReadOnlyDictionary<string, Tensor>> network)
    {
        string[] names = [];
        var outputs = Infer(inputs, windows =>
        {
            var named = network(windows);
            names = [.. named.Keys.Order(StringComparer.Ordinal)];
            return [.. names.Select(name => named[name])];
        });
        return names.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
