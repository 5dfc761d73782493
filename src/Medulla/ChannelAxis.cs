namespace Medulla;

/// <summary>The axis of an array that holds the channels; <see cref="None"/> where it has none.</summary>
/// <param name="Axis">Axis number, negative ones counted from the end; null for no channels.</param>
public readonly record struct ChannelAxis(int? Axis)
{
    /// <summary>The array has no axis of channels.</summary>
    public static ChannelAxis None => new(null);

    /// <summary>The axis of a number.</summary>
    public static implicit operator ChannelAxis(int axis) => new(axis);

    /// <summary>"no_channel", as configurations say it.</summary>
    /// <exception cref="ArgumentException">The text is another.</exception>
    public static implicit operator ChannelAxis(string text)
        => text == "no_channel" ? None : throw new ArgumentException($"channel_dim is '{text}'; an axis number or 'no_channel' is expected.");
}
