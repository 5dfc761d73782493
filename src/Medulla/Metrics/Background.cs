using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>The channel of the background, class 0.</summary>
public static class Background
{
    /// <summary>Prediction and label without channel 0; a single channel stays.</summary>
    /// <param name="yPred">[B, C, ...].</param>
    /// <param name="y">[B, C, ...].</param>
    /// <returns>Views of both.</returns>
    [ReferenceName("ignore_background")]
    public static (Tensor YPred, Tensor Y) Ignore(Tensor yPred, Tensor y) => (Foreground(yPred), Foreground(y));

    /// <summary>Both as they are if the background counts, else without it.</summary>
    internal static (Tensor YPred, Tensor Y) Scored(Tensor yPred, Tensor y, bool includeBackground) => includeBackground ? (yPred, y) : Ignore(yPred, y);

    private static Tensor Foreground(Tensor classes)
        => classes.Dimensions > 1 && classes.shape[1] is > 1 and var count ? classes.narrow(1, 1, count - 1) : classes.alias();
}
