using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A network that predicts the noise in an image at a time step, or what stands for it.</summary>
public interface IDiffusionNetwork
{
    /// <summary>Predicts.</summary>
    /// <param name="x">The noisy image [B, C, spatial...].</param>
    /// <param name="timesteps">Time steps [B], or one for all [1].</param>
    /// <param name="context">What attention looks at [B, N, C'], if the network was made for it.</param>
    /// <param name="seg">The map of labels [B, labels, spatial...], if the network follows one.</param>
    /// <param name="downBlockAdditionalResiduals">What a control network adds to the features on the way down.</param>
    /// <param name="midBlockAdditionalResidual">What it adds at the smallest size.</param>
    Tensor Denoise(
        Tensor x, Tensor timesteps, Tensor? context = null, Tensor? seg = null, IReadOnlyList<Tensor>? downBlockAdditionalResiduals = null,
        Tensor? midBlockAdditionalResidual = null);
}
