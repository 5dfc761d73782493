using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Intensity;

/// <summary>Puts a spike at a random place of an MR scan's k-space; see <see cref="KSpaceSpikeNoise"/>.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="IntensityRange">
/// The range, or one for each channel, to draw the logarithm of the strength from; from 0.95 to 1.1 times 2.5 times the mean logarithm
/// of all frequencies of the channel if null.
/// </param>
/// <param name="ChannelWise">Whether each channel gets a place of its own.</param>
/// <exception cref="ArgumentException">A range has not two ends, or there are several without <paramref name="ChannelWise"/>.</exception>
public sealed record RandKSpaceSpikeNoise(double Prob = 0.1, Values<Values<double>>? IntensityRange = null, bool ChannelWise = true)
    : RandomTransform<RandKSpaceSpikeNoise.Drawn>(Prob)
{
    /// <summary>The ranges to draw from.</summary>
    public Values<Values<double>>? IntensityRange { get; init; } = Ranges(IntensityRange, ChannelWise);

    internal override bool DrawsPerKey => true;

    /// <summary>A spike for each channel, and the logarithm of its strength.</summary>
    public sealed record Drawn(Values<Values<int>> Locations, Values<double> Intensities);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var size = image.Data.shape;
        var ranges = RangesFor(image);
        List<Values<int>> locations = [];
        List<double> intensities = [];
        var shared = ChannelWise ? null : Place();
        for (var channel = 0; channel < size[0]; channel++)
        {
            locations.Add([channel, .. shared ?? Place()]);
            intensities.Add(random.Uniform(ranges[channel].Low, ranges[channel].High));
        }
        return new(Values.From(locations), Values.From(intensities));

        Values<int> Place() => Values.From(size[1..].Select(n => (int)random.RandInt(n)));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => new KSpaceSpikeNoise(drawn.Locations, drawn.Intensities).Apply(image);

    private Interval[] RangesFor(MetaTensor image)
    {
        if (IntensityRange is null)
        {
            return [.. KSpaceSpikeNoise.DefaultIntensity(image.Data).Select(mean => new Interval(mean * 0.95, mean * 1.1))];
        }
        return IntensityRange.Count == 1 || IntensityRange.Count == image.Channels
            ? [.. Enumerable.Range(0, (int)image.Channels).Select(channel => (Interval)IntensityRange.Cyclic(channel).ToArray())]
            : throw new ArgumentException($"RandKSpaceSpikeNoise: IntensityRange has {IntensityRange.Count} ranges and the image {image.Channels} channels; give one range, or one for each channel.");
    }

    /// <summary>A flat pair of numbers is one range.</summary>
    private static Values<Values<double>>? Ranges(Values<Values<double>>? ranges, bool channelWise)
    {
        if (ranges is null)
        {
            return null;
        }
        Values<Values<double>> pairs = ranges.All(one => one.Count == 1) ? [Values.From(ranges.Select(one => one[0]))] : ranges;
        return pairs.All(pair => pair.Count == 2) && (channelWise || pairs.Count == 1) ? pairs
            : throw new ArgumentException($"RandKSpaceSpikeNoise: IntensityRange is {ranges}; it must be a pair of numbers{(channelWise ? ", or one for each channel" : " where ChannelWise is false")}.");
    }
}
