namespace Medulla.Transforms.Utility;

/// <summary>Moves the axis of channels to the end, as writers of colour pictures want it. Further steps expect channels first.</summary>
/// <param name="ChannelDim">Where the channels are; -1 for the last axis already.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="ChannelDim"/> is below -1.</exception>
public sealed record AsChannelLast(int ChannelDim = 0) : Transform
{
    /// <summary>Where the channels are.</summary>
    public int ChannelDim { get; init; } = ChannelDim >= -1 ? ChannelDim
        : throw new ArgumentOutOfRangeException(nameof(ChannelDim), ChannelDim, "ChannelDim is the number of an axis, or -1 for the last.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => ChannelDim < image.Data.Dimensions ? image.WithData(image.Data.movedim([ChannelDim], [-1]))
            : throw new ArgumentException($"axis {ChannelDim} was said to hold the channels; the array has {image.Data.Dimensions} axes.");
}
