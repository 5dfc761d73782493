using Medulla.Training;
using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>Loss and validation metric over the epochs of a run.</summary>
public static class LearningCurve
{
    private const float Size = 15;

    private static readonly SKColor Ink = new(40, 40, 46), Faint = new(225, 225, 230), LossColor = new(31, 119, 180), ScoreColor = new(214, 110, 20);

    /// <summary>The curve of a training run.</summary>
    public static Picture Of(TrainingState state)
    {
        var name = state.Validations.SelectMany(v => v.Metrics.Keys).FirstOrDefault() ?? "score";
        return Of(state.Losses, [.. state.Validations.Select(v => ((double)v.Epoch, v.Metrics.GetValueOrDefault(name, v.Score)))], state.Best?.Epoch, name);
    }

    /// <summary>A curve of plain numbers; where they are not finite it has gaps.</summary>
    /// <param name="losses">Mean training loss of each epoch, from the first; on the left axis.</param>
    /// <param name="scores">Validation metric after so many epochs; on the right axis.</param>
    /// <param name="best">The epoch with the best metric, to be marked; none if null.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="width">Pixels, at least 480.</param>
    /// <param name="height">Pixels, at least 240.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small for its text.</exception>
    public static Picture Of(
        IReadOnlyList<double> losses, IReadOnlyList<(double Epoch, double Score)> scores, int? best = null, string metric = "dice", int width = 900, int height = 500)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 480);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 240);
        (double X, double Y)[] loss = [.. losses.Select((value, i) => (i + 1.0, value))];
        var ticks = (int)(height / (4 * Size));
        var epochs = Axis.Of([.. loss.Select(p => p.X), .. scores.Select(p => p.Epoch)], (int)(width / (6 * Size)), whole: true);
        var (left, right) = (Axis.Of(losses, ticks), Axis.Of(scores.Select(p => p.Score), ticks));

        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        var frame = new SKRect(
            2.6f * Size + WidestTick(left), 3.2f * Size, width - (scores.Count == 0 ? Size * 2 : 2.6f * Size + WidestTick(right)), height - 3.6f * Size);
        DrawLegend(canvas, frame, loss.Length > 0, scores.Count > 0 ? metric : null, best);
        DrawFrame(canvas, frame, epochs, left, scores.Count == 0 ? null : right, metric);
        if (best is { } epoch)
        {
            using var dashes = Dashes();
            using var paint = new SKPaint { Color = Ink, Style = SKPaintStyle.Stroke, StrokeWidth = 1, PathEffect = dashes };
            var x = frame.Left + frame.Width * (float)epochs.Share(epoch);
            canvas.DrawLine(x, frame.Top, x, frame.Bottom, paint);
        }
        DrawCurve(canvas, frame, epochs, left, loss, LossColor, marked: false);
        DrawCurve(canvas, frame, epochs, right, scores, ScoreColor, marked: true);
        return Picture.Of(bitmap);
    }

    private static float WidestTick(Axis axis) => axis.Ticks.Max(tick => Lettering.Width(axis.Text(tick), Size));

    /// <summary>One line above the frame; the metric's name is shortened where there is no room for it.</summary>
    private static void DrawLegend(SKCanvas canvas, SKRect frame, bool hasLoss, string? metric, int? best)
    {
        const float mark = 1.4f * Size, gap = 0.5f * Size, next = 1.5f * Size;
        var baseline = frame.Top - 0.9f * Size;
        var x = frame.Left;
        void Entry(string text, SKColor color, SKPathEffect? dashes)
        {
            using var paint = new SKPaint { Color = color, StrokeWidth = dashes is null ? 3 : 1, PathEffect = dashes };
            canvas.DrawLine(x, baseline - 0.35f * Size, x + mark, baseline - 0.35f * Size, paint);
            Lettering.Draw(canvas, text, x + mark + gap, baseline, Size, Ink);
            x += mark + gap + Lettering.Width(text, Size) + next;
        }
        if (hasLoss)
        {
            Entry("training loss", LossColor, null);
        }
        var last = $"best, epoch {best}";
        if (metric is not null)
        {
            var room = frame.Right - x - mark - gap - (best is null ? 0 : next + mark + gap + Lettering.Width(last, Size));
            Entry(Lettering.Fit($"validation {metric}", Size, room), ScoreColor, null);
        }
        if (best is not null)
        {
            using var dashes = Dashes();
            Entry(last, Ink, dashes);
        }
    }

    private static SKPathEffect Dashes() => SKPathEffect.CreateDash([7, 4], 0);

    private static void DrawFrame(SKCanvas canvas, SKRect frame, Axis epochs, Axis left, Axis? right, string metric)
    {
        using var grid = new SKPaint { Color = Faint, StrokeWidth = 1 };
        using var edge = new SKPaint { Color = Ink, StrokeWidth = 1, Style = SKPaintStyle.Stroke };
        foreach (var tick in epochs.Ticks)
        {
            var x = frame.Left + frame.Width * (float)epochs.Share(tick);
            canvas.DrawLine(x, frame.Top, x, frame.Bottom, grid);
            Lettering.Draw(canvas, epochs.Text(tick), x, frame.Bottom + 1.3f * Size, Size, Ink, SKTextAlign.Center);
        }
        void Side(Axis axis, float x, SKTextAlign align, SKColor color, bool lines)
        {
            foreach (var tick in axis.Ticks)
            {
                var y = frame.Bottom - frame.Height * (float)axis.Share(tick);
                if (lines)
                {
                    canvas.DrawLine(frame.Left, y, frame.Right, y, grid);
                }
                Lettering.Draw(canvas, axis.Text(tick), x, y + 0.35f * Size, Size, color, align);
            }
        }
        Side(left, frame.Left - 0.5f * Size, SKTextAlign.Right, LossColor, lines: true);
        if (right is not null)
        {
            Side(right, frame.Right + 0.5f * Size, SKTextAlign.Left, ScoreColor, lines: false);
            DrawUpwards(canvas, Lettering.Fit(metric, Size, frame.Height), canvas.DeviceClipBounds.Width - 0.8f * Size, frame.MidY, ScoreColor);
        }
        DrawUpwards(canvas, "loss", 1.4f * Size, frame.MidY, LossColor);
        Lettering.Draw(canvas, "epoch", frame.MidX, frame.Bottom + 2.9f * Size, Size, Ink, SKTextAlign.Center);
        canvas.DrawRect(frame, edge);
    }

    private static void DrawUpwards(SKCanvas canvas, string text, float x, float y, SKColor color)
    {
        canvas.Save();
        canvas.RotateDegrees(-90, x, y);
        Lettering.Draw(canvas, text, x, y, Size, color, SKTextAlign.Center);
        canvas.Restore();
    }

    private static void DrawCurve(SKCanvas canvas, SKRect frame, Axis across, Axis up, IReadOnlyList<(double X, double Y)> points, SKColor color, bool marked)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true, StrokeWidth = 2, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
        using var dot = new SKPaint { Color = color, IsAntialias = true };
        using var path = new SKPath();
        bool Finite(int i) => i >= 0 && i < points.Count && double.IsFinite(points[i].Y);
        for (var i = 0; i < points.Count; i++)
        {
            if (!Finite(i))
            {
                continue;
            }
            var at = new SKPoint(frame.Left + frame.Width * (float)across.Share(points[i].X), frame.Bottom - frame.Height * (float)up.Share(points[i].Y));
            if (Finite(i - 1)) { path.LineTo(at); } else { path.MoveTo(at); }
            if (marked || (!Finite(i - 1) && !Finite(i + 1))) { canvas.DrawCircle(at, 4, dot); }
        }
        canvas.DrawPath(path, paint);
    }
}
