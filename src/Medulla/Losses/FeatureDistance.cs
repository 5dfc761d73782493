using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>How far two pictures lie apart in the features of a network, of which both have the same length at each position.</summary>
/// <param name="features">The network, [B, C, spatial...] to [B, F, positions...].</param>
/// <param name="network">Which it is, hence how its pictures are prepared.</param>
/// <param name="channelWise">Whether each channel has a distance of its own.</param>
internal sealed class FeatureDistance(Func<Tensor, Tensor> features, PerceptualNetwork network, bool channelWise)
{
    /// <summary>Mean and standard deviation of the three colours of photographs, in order red, green, blue.</summary>
    private static readonly double[] PhotographMean = [0.485, 0.456, 0.406], PhotographStd = [0.229, 0.224, 0.225];

    private bool IsVolumetric => network is PerceptualNetwork.MedicalNetResNet10 or PerceptualNetwork.MedicalNetResNet50;

    /// <summary>Distances [B, 1, 1...], or [B, C, 1...].</summary>
    public Tensor Between(Tensor input, Tensor target)
    {
        if (!IsVolumetric)
        {
            return Mean((Unit(features(Coloured(input))) - Unit(features(Coloured(target)))).square().sum([1], keepdim: true));
        }
        // The network sees a channel at a time; features of all channels make up one vector.
        var channels = (int)input.shape[1];
        var difference = (Unit(OfChannels(input)) - Unit(OfChannels(target))).square();
        return Mean(channelWise
            ? cat(difference.chunk(channels, 1).Select(part => part.sum([1], keepdim: true)).ToArray(), 1)
            : difference.sum([1], keepdim: true));
    }

    private Tensor OfChannels(Tensor x)
    {
        var normal = (x - x.mean()) / x.std();
        return cat(normal.split(1, 1).Select(features).ToArray(), 1);
    }

    /// <summary>As the network saw photographs or slices: three colours, less their means.</summary>
    private Tensor Coloured(Tensor x)
    {
        x = x.shape[1] switch
        {
            1 => x.expand(x.shape[0], 3, x.shape[2], x.shape[3]),
            3 => x,
            _ => throw new ArgumentException($"PerceptualLoss: input is {x.Text()}; 1 or 3 channels are expected for this network."),
        };
        Tensor PerColour(double[] numbers) => tensor(numbers, [1, 3, 1, 1], x.dtype, x.device);
        return network == PerceptualNetwork.RadImageNetResNet50
            ? x.flip(1) - PerColour([.. PhotographMean.Reverse()])
            : (x - PerColour(PhotographMean)) / PerColour(PhotographStd);
    }

    private static Tensor Unit(Tensor features) => features / (features.square().sum([1], keepdim: true).sqrt() + 1e-10);

    private static Tensor Mean(Tensor x) => x.mean([.. Enumerable.Range(2, (int)x.Dimensions - 2).Select(axis => (long)axis)], keepdim: true);
}
