using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>The colours of pictures of images: dark, as where images are read.</summary>
internal static class Palette
{
    /// <summary>Behind everything.</summary>
    public static SKColor Background { get; } = new(18, 18, 22);

    /// <summary>Of titles and names.</summary>
    public static SKColor Text { get; } = new(240, 240, 240);

    /// <summary>Of what matters less.</summary>
    public static SKColor Muted { get; } = new(160, 160, 168);

    /// <summary>Of the letters that say where the patient's right and left are.</summary>
    public static SKColor Direction { get; } = new(255, 230, 120);
}
