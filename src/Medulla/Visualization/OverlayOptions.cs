using Medulla.Imaging;

namespace Medulla.Visualization;

/// <summary>What an overlay shows besides the image.</summary>
public sealed record OverlayOptions
{
    /// <summary>Names of the labels by number, 0 being the background; numbers if null.</summary>
    public Values<string>? Names { get; init; }

    /// <summary>Text above the picture; none if null.</summary>
    public string? Title { get; init; }

    /// <summary>Longer side of each slice, pixels, 32 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is outside these bounds.</exception>
    public int PanelSize
    {
        get;
        init => field = value is >= 32 and <= 4096
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PanelSize), $"OverlayOptions: PanelSize is {value}; it must be 32 to 4096 pixels.");
    } = 320;

    /// <summary>How strongly labels are filled, 0 (outline only) to 255.</summary>
    public byte Fill { get; init; } = 70;
}
