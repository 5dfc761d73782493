using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary><see cref="SlidingWindowInferer"/> as one call.</summary>
public static class SlidingWindow
{
    /// <summary>Runs a network window by window over images of any size and blends what it says where windows overlap.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="roiSize">Size of the windows, one for all axes or one for each; 0, less or null means the image's size.</param>
    /// <param name="swBatchSize">Windows that the network gets at a time; fewer if memory does not suffice.</param>
    /// <param name="predictor">The network, from [b, C, window...] to one or several [b, K, window'...].</param>
    /// <param name="overlap">Share of a window that the next one covers again, in [0, 1); 0.25 if null.</param>
    /// <param name="mode">How windows are blended.</param>
    /// <param name="sigmaScale">Standard deviation of <see cref="BlendMode.Gaussian"/> as a share of the window's size; 0.125 if null.</param>
    /// <param name="paddingMode">What surrounds an image that is smaller than a window.</param>
    /// <param name="cval">The value of <see cref="PadMode.Constant"/>.</param>
    /// <param name="swDevice">Where windows go before the network sees them; where the images lie if null.</param>
    /// <param name="device">Where the result is stitched; where the images lie if null.</param>
    /// <param name="progress">Whether progress is written to the console's error stream.</param>
    /// <param name="roiWeightMap">Weights of a window's voxels, [spatial...] and above 0; computed if null.</param>
    /// <param name="processFn">Changes outputs and weights of a batch of windows; see <see cref="SlidingWindowInferer.ProcessFn"/>.</param>
    /// <param name="bufferSteps">Window positions along <paramref name="bufferDim"/> that are stitched where the windows are before they are moved.</param>
    /// <param name="bufferDim">The spatial axis of <paramref name="bufferSteps"/>, negative ones counted from the end.</param>
    /// <returns>As many [B, K, spatial'...].</returns>
    /// <exception cref="ArgumentException">An argument lies outside its bounds or does not fit the images.</exception>
    [ReferenceName("sliding_window_inference")]
    public static NetworkOutput Infer(
        Tensor inputs, Values<int>? roiSize, int swBatchSize, Func<Tensor, NetworkOutput> predictor, Values<double>? overlap = null,
        BlendMode mode = BlendMode.Constant, Values<double>? sigmaScale = null, PadMode paddingMode = PadMode.Constant, double cval = 0,
        Device? swDevice = null, Device? device = null, bool progress = false, Tensor? roiWeightMap = null,
        Func<IReadOnlyList<Tensor>, Tensor, Tensor, (IReadOnlyList<Tensor> Outputs, Tensor Weights)>? processFn = null, int? bufferSteps = null, int bufferDim = -1)
        => new SlidingWindowInferer(
            roiSize, swBatchSize, overlap, mode, sigmaScale, paddingMode, cval, swDevice, device, progress, BufferSteps: bufferSteps, BufferDim: bufferDim)
        { RoiWeightMap = roiWeightMap, ProcessFn = processFn }.Run(inputs, predictor);
}
