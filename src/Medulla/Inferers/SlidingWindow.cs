using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Sliding-window inference as one call; see <see cref="SlidingWindowInferer"/>.</summary>
public static class SlidingWindow
{
    /// <summary>The network's output for a whole image.</summary>
    /// <param name="inputs">[B, C, spatial...].</param>
    /// <param name="roiSize">Size of a window along each axis; 0 or -1 for the image's own.</param>
    /// <param name="swBatchSize">Number of windows in a batch.</param>
    /// <param name="predictor">Windows [N, C, roi...] to outputs [N, K, ...].</param>
    /// <param name="overlap">Share of a window that the next one covers again, in [0, 1).</param>
    /// <param name="mode">How overlapping windows are weighted.</param>
    /// <param name="sigmaScale">Standard deviation of the Gaussian, in window sizes; 0.125 if null.</param>
    /// <param name="paddingMode">What an image smaller than a window is padded with.</param>
    /// <param name="cval">The value for <see cref="PadMode.Constant"/>.</param>
    /// <param name="swDevice">Where windows are run; where the image is if null.</param>
    /// <param name="device">Where results are put together; where the image is if null.</param>
    /// <returns>[B, K, spatial...].</returns>
    [ReferenceName("sliding_window_inference")]
    public static Tensor Infer(
        Tensor inputs, Values<int>? roiSize, int swBatchSize, Func<Tensor, Tensor> predictor, Values<double>? overlap = null,
        BlendMode mode = BlendMode.Constant, Values<double>? sigmaScale = null, PadMode paddingMode = PadMode.Constant, double cval = 0,
        Device? swDevice = null, Device? device = null)
        => new SlidingWindowInferer(roiSize, swBatchSize, overlap, mode, sigmaScale, paddingMode, cval, swDevice, device).Infer(inputs, predictor);
}
