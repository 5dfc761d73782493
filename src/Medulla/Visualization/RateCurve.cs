using System.Globalization;
using Medulla.Optimization;
using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>Loss over the learning rate.</summary>
internal static class RateCurve
{
    private const float Size = 15;
    private const int Width = 900, Height = 500;

    private static readonly SKColor Ink = new(40, 40, 46), Faint = new(225, 225, 230), Curve = new(31, 119, 180), Mark = new(205, 40, 40);

    /// <summary>The curve; where losses are not finite it has gaps.</summary>
    /// <param name="test">The rates and losses.</param>
    /// <param name="isLogarithmic">Whether the rates stand on a logarithmic axis.</param>
    /// <param name="marked">A point to mark; none if null.</param>
    public static Picture Of(LearningRateTest test, bool isLogarithmic, (double Rate, double Loss)? marked)
    {
        double Place(double rate) => isLogarithmic ? Math.Log10(rate) : rate;
        string Text(double place, Axis axis) => isLogarithmic ? Math.Pow(10, place).ToString("0.#e-0", CultureInfo.InvariantCulture) : axis.Text(place);
        var across = Axis.Of(test.Rates.Select(Place), (int)(Width / (6 * Size)), whole: isLogarithmic && test.Rates.Count > 1 && test.Rates[^1] / test.Rates[0] > 100);
        var up = Axis.Of(test.Losses, (int)(Height / (3 * Size)));
        using var bitmap = new SKBitmap(Width, Height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        var frame = new SKRect((3 * Size) + up.Ticks.Max(tick => Lettering.Width(up.Text(tick), Size)), 3 * Size, Width - (2 * Size), Height - (3.6f * Size));
        SKPoint At(double rate, double loss) => new(frame.Left + (frame.Width * (float)across.Share(Place(rate))), frame.Bottom - (frame.Height * (float)up.Share(loss)));

        using var grid = new SKPaint { Color = Faint, StrokeWidth = 1 };
        foreach (var tick in across.Ticks)
        {
            var x = frame.Left + (frame.Width * (float)across.Share(tick));
            canvas.DrawLine(x, frame.Top, x, frame.Bottom, grid);
            Lettering.Draw(canvas, Text(tick, across), x, frame.Bottom + (1.3f * Size), Size, Ink, SKTextAlign.Center);
        }
        foreach (var tick in up.Ticks)
        {
            var y = frame.Bottom - (frame.Height * (float)up.Share(tick));
            canvas.DrawLine(frame.Left, y, frame.Right, y, grid);
            Lettering.Draw(canvas, up.Text(tick), frame.Left - (0.5f * Size), y + (0.35f * Size), Size, Ink, SKTextAlign.Right);
        }
        Lettering.Draw(canvas, "learning rate", frame.MidX, frame.Bottom + (2.9f * Size), Size, Ink, SKTextAlign.Center);
        Lettering.Draw(canvas, "loss", Size, frame.Top - (0.9f * Size), Size, Ink);
        using var edge = new SKPaint { Color = Ink, StrokeWidth = 1, Style = SKPaintStyle.Stroke };
        canvas.DrawRect(frame, edge);

        DrawCurve(canvas, [.. test.Rates.Zip(test.Losses, (rate, loss) => double.IsFinite(loss) ? At(rate, loss) : (SKPoint?)null)]);
        if (marked is var (best, lowest))
        {
            using var dot = new SKPaint { Color = Mark, IsAntialias = true };
            canvas.DrawCircle(At(best, lowest), 6, dot);
            Lettering.Draw(canvas, $"steepest at {best.ToString("0.##e-0", CultureInfo.InvariantCulture)}", frame.Right, frame.Top - (0.9f * Size), Size, Mark, SKTextAlign.Right);
        }
        return Picture.Of(bitmap);
    }

    private static void DrawCurve(SKCanvas canvas, IReadOnlyList<SKPoint?> points)
    {
        using var paint = new SKPaint { Color = Curve, IsAntialias = true, StrokeWidth = 2, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
        using var path = new SKPath();
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is not { } at)
            {
                continue;
            }
            if (i > 0 && points[i - 1] is not null)
            {
                path.LineTo(at);
            }
            else
            {
                path.MoveTo(at);
            }
        }
        canvas.DrawPath(path, paint);
    }
}
