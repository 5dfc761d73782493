using Medulla.Visualization;
using SkiaSharp;

namespace Medulla.Tests.Visualization;

/// <summary>Looks into pictures.</summary>
internal static class Pixels
{
    public static SKBitmap Decode(this Picture picture) => SKBitmap.Decode(picture.Png.ToArray());

    /// <summary>Places of the pixels of a colour.</summary>
    public static List<(int X, int Y)> Of(this SKBitmap picture, SKColor color)
        => [.. from x in Enumerable.Range(0, picture.Width) from y in Enumerable.Range(0, picture.Height) where picture.GetPixel(x, y) == color select (x, y)];

    /// <summary>A picture with something drawn on black.</summary>
    public static SKBitmap Drawn(int width, int height, Action<SKCanvas> draw)
    {
        var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        draw(canvas);
        return bitmap;
    }
}
