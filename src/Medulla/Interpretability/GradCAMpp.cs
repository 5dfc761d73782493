using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// <see cref="GradCAM"/> with weights that do justice to several objects of a class (Chattopadhyay et al., Grad-CAM++: improved visual
/// explanations for deep convolutional networks, 2018).
/// </summary>
/// <inheritdoc cref="GradCAM(nn.Module{Tensor, Tensor}, Values{string}, Func{Tensor, Values{long}, Tensor}, Func{Tensor, Tensor})"/>
public sealed class GradCAMpp(
    nn.Module<Tensor, Tensor> nnModule, Values<string> targetLayers, Func<Tensor, Values<long>, Tensor>? upsampler = null, Func<Tensor, Tensor>? postprocessing = null)
    : GradCAM(nnModule, targetLayers, upsampler, postprocessing)
{
    private protected override Tensor Weights(Tensor activation, Tensor gradient, Tensor score)
    {
        var squared = gradient.square();
        var divisor = (2 * squared) + OverSpace(activation * gradient.pow(3), flat => flat.sum([2]));
        var alpha = squared / (where(divisor != 0, divisor, ones_like(divisor)) + 1e-7);
        // The gradient of exp(score), which the derivation takes for the score of the class.
        var perItem = score.exp().view([-1, .. Enumerable.Repeat(1L, (int)gradient.Dimensions - 1)]);
        return OverSpace(alpha * (perItem * gradient).relu(), flat => flat.sum([2]));
    }
}
