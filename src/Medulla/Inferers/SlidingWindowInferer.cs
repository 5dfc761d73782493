using Medulla.Data;
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
public record SlidingWindowInferer(
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
    public override NetworkOutput Run(Tensor inputs, Func<Tensor, NetworkOutput> network) => RunWindows(inputs, windows => network(windows.Data));

    /// <summary>Runs a network that is told where its windows lie, and what a further image shows there.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From b windows to one or several [b, K, window'...].</param>
    /// <param name="condition">The further image, [B, C', spatial...]; none if null.</param>
    /// <returns>As many [B, K, spatial'...], under the network's names.</returns>
    /// <exception cref="ArgumentException">The images, the condition or what the network gives do not fit.</exception>
    public virtual NetworkOutput RunWindows(Tensor inputs, Func<WindowBatch, NetworkOutput> network, Tensor? condition = null)
        => Stitch(inputs, network, condition);

    /// <summary>
    /// Runs a network and hands out what it says plane by plane, as soon as no further window reaches them: beside the images only as much
    /// is in memory as windows are deep along the first spatial axis.
    /// </summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From [b, C, window...] to one or several [b, K, window'...].</param>
    /// <param name="use">Is given the planes, in order.</param>
    /// <exception cref="ArgumentException">The images or what the network gives do not fit.</exception>
    public void Stream(Tensor inputs, Func<Tensor, NetworkOutput> network, Action<StitchedSlab> use)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (inferer, onWindows) = Over(inputs, windows => network(windows.Data));
        new SlidingWindowRun(inferer, inputs, null).Stream(onWindows, use);
    }

    /// <summary>Runs a network and writes what it says plane by plane to a NumPy file (.npy), so that the result needs no memory.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From [b, C, window...] to [b, K, window'...].</param>
    /// <param name="path">The file; there is none, or the former one, until the result is whole.</param>
    /// <param name="finish">What becomes of planes [K, planes, spatial...] before they are written, such as labels [1, planes, spatial...] of scores; they stay as they are if null.</param>
    /// <returns>The result, [B, K, spatial'...]: the file's own memory, read as it is looked at.</returns>
    /// <exception cref="ArgumentException">The images or what the network gives do not fit, or its element type cannot be stored.</exception>
    public Tensor RunToFile(Tensor inputs, Func<Tensor, Tensor> network, string path, Func<Tensor, Tensor>? finish = null)
    {
        NumpyWriter? writer = null;
        try
        {
            Stream(inputs, windows => network(windows), slab =>
            {
                var planes = finish?.Invoke(slab.Planes) ?? slab.Planes;
                writer ??= new(path, planes.dtype, [slab.Shape[0], planes.shape[0], .. slab.Shape.Skip(2)]);
                writer.Write(slab.Item, slab.Start, planes);
            });
            writer!.Complete();
        }
        finally
        {
            writer?.Dispose();
        }
        return NumpyFile.Map(path);
    }

    /// <summary>The windows and the network that run on images in place of these.</summary>
    private protected virtual (SlidingWindowInferer Inferer, Func<WindowBatch, NetworkOutput> Network) Over(Tensor inputs, Func<WindowBatch, NetworkOutput> network)
        => (this, network);

    /// <summary>Runs and stitches.</summary>
    private protected NetworkOutput Stitch(Tensor inputs, Func<WindowBatch, NetworkOutput> network, Tensor? condition)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (inferer, onWindows) = Over(inputs, network);
        return new SlidingWindowRun(inferer, inputs, condition).Stitch(onWindows).Select(output => output.MoveToOuterDisposeScope());
    }
}
