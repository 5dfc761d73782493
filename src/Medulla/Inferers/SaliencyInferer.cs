using Medulla.Imaging;
using Medulla.Interpretability;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Makes maps of what a classifier sees of a class, in place of its scores.</summary>
/// <param name="CamName">How the maps are made.</param>
/// <param name="TargetLayers">Name of the layer that gives the features, or of several, of which the last one counts.</param>
/// <param name="ClassIdx">The class; the one with the highest score of each image if null.</param>
/// <param name="FcLayers">For <see cref="CamMethod.CAM"/>: name of the fully connected layer.</param>
/// <param name="Upsampler">Brings maps [B, 1, spatial'...] to a size; by linear interpolation if null.</param>
/// <param name="Postprocessing">Changes the maps at that size; to the range from 1 (least) to 0 (most) if null.</param>
public sealed record SaliencyInferer(
    CamMethod CamName, Values<string> TargetLayers, int? ClassIdx = null, string FcLayers = "fc", Func<Tensor, Values<long>, Tensor>? Upsampler = null,
    Func<Tensor, Tensor>? Postprocessing = null)
{
    /// <summary>Makes the maps of images.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <param name="network">From images to scores [B, K].</param>
    /// <returns>[B, 1, spatial...].</returns>
    /// <exception cref="ArgumentException">The network has no such layer or class.</exception>
    public Tensor Infer(Tensor inputs, nn.Module<Tensor, Tensor> network)
    {
        ActivationMap map = CamName switch
        {
            CamMethod.CAM => new CAM(network, TargetLayers, FcLayers, Upsampler, Postprocessing),
            CamMethod.GradCAM => new GradCAM(network, TargetLayers, Upsampler, Postprocessing),
            _ => new GradCAMpp(network, TargetLayers, Upsampler, Postprocessing),
        };
        return map.Compute(inputs, ClassIdx is { } one ? one : null);
    }
}
