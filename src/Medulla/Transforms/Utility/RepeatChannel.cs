namespace Medulla.Transforms.Utility;

/// <summary>Repeats every channel: a, b becomes a, a, b, b.</summary>
/// <param name="Repeats">How often each channel comes, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Repeats"/> is below 1.</exception>
public sealed record RepeatChannel(int Repeats) : Transform
{
    /// <summary>How often each channel comes.</summary>
    public int Repeats { get; init; } = Check.Positive(Repeats);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(image.Data.repeat_interleave(Repeats, 0));
}
