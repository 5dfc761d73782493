using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Thresholds for the channels of a colour image. One threshold stands for all channels.</summary>
/// <param name="Channels">Letters of channels (R, G, B, H, S, V in either case), each with its threshold; the empty text stands for all channels.</param>
public sealed record ChannelThresholds(Values<KeyValuePair<string, IntensityThreshold>> Channels)
{
    /// <summary>No threshold for any channel.</summary>
    public static ChannelThresholds None { get; } = new([]);

    /// <summary>One intensity for all channels.</summary>
    public static implicit operator ChannelThresholds(double value) => All(value);

    /// <summary>An intensity found for each channel.</summary>
    public static implicit operator ChannelThresholds(ThresholdMethod method) => All(method);

    /// <summary>Thresholds by the letters of channels.</summary>
    public static implicit operator ChannelThresholds(Dictionary<string, IntensityThreshold> channels) => new(Values.From(channels));

    /// <summary>An intensity that a function gives for each channel.</summary>
    public static implicit operator ChannelThresholds(Func<Tensor, double> function) => All(function);

    /// <summary>The threshold of a channel; null if it has none.</summary>
    public IntensityThreshold? For(char channel)
        => Channels.LastOrDefault(one => one.Key.Length == 0 || one.Key.Equals($"{channel}", StringComparison.OrdinalIgnoreCase)).Value;

    private static ChannelThresholds All(IntensityThreshold threshold) => new([new("", threshold)]);
}
