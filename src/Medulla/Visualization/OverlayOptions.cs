using Medulla.Imaging;

namespace Medulla.Visualization;

/// <summary>What an overlay shows besides the image.</summary>
public sealed record OverlayOptions
{
    /// <summary>Names of the labels by number, 0 being the background; numbers if null.</summary>
    public Values<string>? Names { get; init; }

    /// <summary>Text above the picture; none if null.</summary>
    public string? Title { get; init; }

    /// <summary>Height of the panels, pixels.</summary>
    public int PanelHeight { get; init; } = 320;

    /// <summary>How strongly labels are filled, 0 (outline only) to 255.</summary>
    public byte Fill { get; init; } = 70;
}
