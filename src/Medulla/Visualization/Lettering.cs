using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>
/// Text in pictures, drawn with letters of our own. Scripts that they lack come from a font of the system that has them; without
/// one, their signs are boxes.
/// </summary>
internal static class Lettering
{
    /// <summary>Width of a text, pixels.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">Height of a line, pixels; capitals are 0.7 of it.</param>
    public static float Width(string text, float size)
    {
        using var font = SystemFont(text, size);
        return font?.MeasureText(text) ?? StrokeLetters.Width(text) * Unit(size);
    }

    /// <summary>Draws a line of text.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="text">One line.</param>
    /// <param name="x">Where the text begins, ends or has its middle, as <paramref name="align"/> says.</param>
    /// <param name="baseline">What the letters stand on.</param>
    /// <param name="size">Height of a line, pixels.</param>
    /// <param name="color">Of the letters.</param>
    /// <param name="align">Which part of the text lies at <paramref name="x"/>.</param>
    /// <param name="halo">Colour of a rim around the letters, to be read on any background; none if null.</param>
    public static void Draw(
        SKCanvas canvas, string text, float x, float baseline, float size, SKColor color, SKTextAlign align = SKTextAlign.Left, SKColor? halo = null)
    {
        x -= Width(text, size) * (align switch { SKTextAlign.Right => 1, SKTextAlign.Center => 0.5f, _ => 0 });
        using var font = SystemFont(text, size);
        if (halo is { } rim)
        {
            Draw(canvas, text, x, baseline, size, rim, font, size / 5);
        }
        Draw(canvas, text, x, baseline, size, color, font, 0);
    }

    /// <summary>The text, shortened with an ellipsis until it is at most <paramref name="width"/> pixels wide.</summary>
    public static string Fit(string text, float size, float width)
    {
        var fitting = text;
        for (var length = text.Length - 1; length > 0 && Width(fitting, size) > width; length--)
        {
            fitting = $"{text[..length].TrimEnd()}…";
        }
        return fitting;
    }

    private static void Draw(SKCanvas canvas, string text, float x, float baseline, float size, SKColor color, SKFont? font, float rim)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };
        if (font is not null)
        {
            (paint.Style, paint.StrokeWidth) = (rim > 0 ? SKPaintStyle.StrokeAndFill : SKPaintStyle.Fill, rim);
            canvas.DrawText(text, x, baseline, font, paint);
            return;
        }
        var unit = Unit(size);
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, Math.Max(1.2f, size / 10) + rim);
        using (var rounding = SKPathEffect.CreateCorner(unit * 1.2f))
        using (var lines = Path(text, x, baseline, unit))
        {
            paint.PathEffect = rounding;
            if (!lines.IsEmpty)   // rounding the corners of nothing would leave a dot at the origin
            {
                canvas.DrawPath(lines, paint);
            }
            paint.PathEffect = null;
        }
        foreach (var stroke in StrokeLetters.Of(text))
        {
            if (stroke is [var dot])
            {
                canvas.DrawPoint(Place(dot, x, baseline, unit), paint);
            }
        }
    }

    private static SKPath Path(string text, float x, float baseline, float unit)
    {
        var path = new SKPath();
        foreach (var stroke in StrokeLetters.Of(text).Where(stroke => stroke.Length > 1))
        {
            path.AddPoly([.. stroke.Select(point => Place(point, x, baseline, unit))], stroke[0] == stroke[^1]);
        }
        return path;
    }

    private static SKPoint Place((int X, int Y) point, float x, float baseline, float unit)
        => new(x + point.X * unit, baseline - (point.Y - StrokeLetters.Baseline) * unit);

    private static float Unit(float size) => size * 0.7f / StrokeLetters.CapHeight;

    /// <summary>A font of the system with the whole of a text that our letters lack; null if there is none, or no need of it.</summary>
    private static SKFont? SystemFont(string text, float size)
    {
        if (StrokeLetters.Have(text))
        {
            return null;
        }
        var missing = text.EnumerateRunes().First(rune => !StrokeLetters.Have(rune.ToString()));
        var typeface = SKFontManager.Default.MatchCharacter(missing.Value);
        if (typeface?.ContainsGlyphs(text) is true)
        {
            return new(typeface, size);
        }
        typeface?.Dispose();
        return null;
    }
}
