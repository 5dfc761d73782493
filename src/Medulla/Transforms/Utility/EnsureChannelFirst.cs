using Medulla.Runtime;

namespace Medulla.Transforms.Utility;

/// <summary>Moves the axis of channels to the front, or adds one of length 1.</summary>
/// <param name="StrictCheck">Whether it is an error if nobody knows where the channels are; otherwise the image then stays as it is.</param>
/// <param name="ChannelDim">Where the channels are; if null, where the reader found them.</param>
public sealed record EnsureChannelFirst(bool StrictCheck = true, ChannelAxis? ChannelDim = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        if ((ChannelDim ?? image.Metadata.OriginalChannelDim) is not { } channels)
        {
            return StrictCheck
                ? throw new ArgumentException("nobody knows which axis holds the channels: the image's metadata does not say, and ChannelDim is not given.")
                : image;
        }
        var data = image.Data;
        return image
            .WithMetadata(image.Metadata with { OriginalChannelDim = channels })
            .WithData(channels.Axis is { } axis ? TensorMemory.Scoped(() => data.movedim([axis], [0]).contiguous().alias()) : data.unsqueeze(0));
    }
}
