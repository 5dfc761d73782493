using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// Shows where features lie that speak for a class, each channel weighted by the mean gradient of the class's score (Selvaraju et al.,
/// Grad-CAM: visual explanations from deep networks via gradient-based localization, 2017).
/// </summary>
public class GradCAM : ActivationMap
{
    /// <summary>For a network and one of its layers.</summary>
    /// <param name="nnModule">The network.</param>
    /// <param name="targetLayers">Name of the layer that gives the features, or of several to choose from.</param>
    /// <param name="upsampler">Brings maps [B, 1, spatial'...] to a size; by linear interpolation if null.</param>
    /// <param name="postprocessing">Changes the maps at that size; to the range from 1 (least) to 0 (most) if null.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public GradCAM(
        nn.Module<Tensor, Tensor> nnModule, Values<string> targetLayers, Func<Tensor, Values<long>, Tensor>? upsampler = null, Func<Tensor, Tensor>? postprocessing = null)
        : base(nnModule, targetLayers, upsampler, postprocessing, needsGradient: true)
    {
    }

    private protected override Tensor Map(LayerProbe probe, Tensor score, Tensor classes)
        => (Weights(probe.Activation, probe.Gradient, score) * probe.Activation).sum([1], keepdim: true).relu();

    /// <summary>How much each channel counts, [B, c, 1...].</summary>
    private protected virtual Tensor Weights(Tensor activation, Tensor gradient, Tensor score) => OverSpace(gradient, flat => flat.mean([2]));

    /// <summary>One number for each channel, [B, c, 1...].</summary>
    private protected static Tensor OverSpace(Tensor features, Func<Tensor, Tensor> reduce)
        => reduce(features.flatten(2)).view([.. features.shape.AsSpan(0, 2), .. Enumerable.Repeat(1L, (int)features.Dimensions - 2)]);
}
