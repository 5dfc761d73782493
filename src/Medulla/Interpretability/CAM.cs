using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// Shows where features lie that speak for a class, by the classifier's own last layer at each place (Zhou et al., Learning deep features
/// for discriminative localization, 2016). For networks that take a mean over space between the features and a fully connected layer.
/// </summary>
public sealed class CAM : ActivationMap
{
    private readonly nn.Module<Tensor, Tensor> classifier;

    /// <summary>For a network and two of its layers.</summary>
    /// <param name="nnModule">The network.</param>
    /// <param name="targetLayers">Name of the layer that gives the features, or of several to choose from.</param>
    /// <param name="fcLayers">Name of the fully connected layer, from features to scores of classes.</param>
    /// <param name="upsampler">Brings maps [B, 1, spatial'...] to a size; by linear interpolation if null.</param>
    /// <param name="postprocessing">Changes the maps at that size; to the range from 1 (least) to 0 (most) if null.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public CAM(
        nn.Module<Tensor, Tensor> nnModule, Values<string> targetLayers, string fcLayers = "fc", Func<Tensor, Values<long>, Tensor>? upsampler = null,
        Func<Tensor, Tensor>? postprocessing = null)
        : base(nnModule, targetLayers, upsampler, postprocessing, needsGradient: false)
        => classifier = LayerProbe.Find(nnModule, fcLayers);

    private protected override Tensor Map(LayerProbe probe, Tensor score, Tensor classes)
    {
        using var noGradient = no_grad();
        var features = probe.Activation;
        var (items, places) = (features.shape[0], features.flatten(2).shape[2]);
        var scores = classifier.call(features.flatten(2).transpose(1, 2).flatten(0, 1)).view(items, places, -1);
        return scores.gather(2, classes.view(items, 1, 1).expand(items, places, 1)).view([items, 1, .. features.shape.AsSpan(2)]);
    }
}
