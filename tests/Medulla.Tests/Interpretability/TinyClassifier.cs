using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Tests.Interpretability;

/// <summary>A convolution of one voxel, the mean over space, and a fully connected layer: everything can be computed by hand.</summary>
internal static class TinyClassifier
{
    /// <summary>Channels are <paramref name="channels"/> times the image; scores are <paramref name="scores"/> [K][c] times their means.</summary>
    public static Sequential Of(float[] channels, float[][] scores, bool withRelu = false)
    {
        var conv = nn.Conv2d(1, channels.Length, 1, bias: false);
        var fc = nn.Linear(channels.Length, scores.Length, hasBias: false);
        using (no_grad())
        {
            conv.weight!.copy_(tensor(channels, [channels.Length, 1, 1, 1]));
            fc.weight!.copy_(tensor([.. scores.SelectMany(one => one)], [scores.Length, channels.Length]));
        }
        List<(string, nn.Module<Tensor, Tensor>)> parts = [("conv", conv), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten(1)), ("fc", fc)];
        if (withRelu)
        {
            parts.Insert(1, ("act", nn.ReLU()));
        }
        return nn.Sequential(parts);
    }
}
