using TorchSharp;

namespace Medulla.Transforms.Utility;

/// <summary>Keeps the first of every few channels, and so undoes <see cref="RepeatChannel"/>.</summary>
/// <param name="Repeats">How often each channel was repeated, at least 1.</param>
/// <exception cref="ArgumentException"><paramref name="Repeats"/> is below 1; on a call, the image has one channel only.</exception>
public sealed record RemoveRepeatedChannel(int Repeats) : Transform
{
    /// <summary>How often each channel was repeated.</summary>
    public int Repeats { get; init; } = Check.Positive(Repeats);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.Channels >= 2 ? image.WithData(image.Data[torch.TensorIndex.Slice(step: Repeats)])
            : throw new ArgumentException($"an image with repeated channels has at least two; this one has {image.Channels}.");
}
