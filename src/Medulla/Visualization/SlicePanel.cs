using SkiaSharp;
using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>One slice of an overlay: the grey image, the labels and the reference, each cut out row by row.</summary>
internal sealed class SlicePanel
{
    private const float LineWidth = 2;

    private readonly byte[] grey;
    private readonly int[] label;
    private readonly int[] reference;

    /// <summary>A slice in a square of <paramref name="size"/> pixels.</summary>
    /// <param name="slice">Which voxels, and how they are seen.</param>
    /// <param name="size">Pixels of the longer side.</param>
    /// <param name="grey">Grey values.</param>
    /// <param name="label">Label numbers.</param>
    /// <param name="reference">Label numbers of the reference; empty if there is none.</param>
    public SlicePanel(Slice slice, int size, byte[] grey, int[] label, int[] reference)
    {
        (Slice, this.grey, this.label, this.reference) = (slice, grey, label, reference);
        var ratio = slice.AspectRatio;
        Width = Math.Max(1, (int)Math.Round(size * Math.Min(1, ratio)));
        Height = Math.Max(1, (int)Math.Round(size / Math.Max(1, ratio)));
    }

    /// <summary>The first channel of an image, row-major on the CPU.</summary>
    public static Tensor Voxels(MetaTensor image, ScalarType type) => image.Data[0].cpu().to_type(type).contiguous();

    /// <summary>Which voxels, and how they are seen.</summary>
    public Slice Slice { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Draws the slice with its upper left corner at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public void Draw(SKCanvas canvas, int x, int y, byte fill)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.ClipRect(SKRect.Create(Width, Height));
        DrawGrey(canvas);
        foreach (var number in label.Distinct().Where(number => number != 0).Order())
        {
            using var outline = Outline(label, number);
            DrawLabel(canvas, outline, Overlay.ColorOf(number), fill);
        }
        foreach (var number in reference.Distinct().Where(number => number != 0))
        {
            using var outline = Outline(reference, number);
            DrawReference(canvas, outline);
        }
        canvas.Restore();
    }

    /// <summary>A white dashed line on a dark one, to be seen on bright and on dark anatomy.</summary>
    public static void DrawReference(SKCanvas canvas, SKPath outline)
    {
        using var line = new SKPaint { Color = SKColors.Black.WithAlpha(110), Style = SKPaintStyle.Stroke, StrokeWidth = LineWidth };
        canvas.DrawPath(outline, line);
        using var dashes = SKPathEffect.CreateDash([7, 5], 0);
        line.Color = SKColors.White;
        line.PathEffect = dashes;
        canvas.DrawPath(outline, line);
    }

    private void DrawGrey(SKCanvas canvas)
    {
        using var bitmap = new SKBitmap(Slice.Columns, Slice.Rows, SKColorType.Gray8, SKAlphaType.Opaque);
        for (var row = 0; row < Slice.Rows; row++)
        {
            grey.AsSpan(row * Slice.Columns, Slice.Columns).CopyTo(bitmap.GetPixelSpan()[(row * bitmap.RowBytes)..]);
        }
        using var image = SKImage.FromBitmap(bitmap);
        var sampling = Width < Slice.Columns ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, SKRect.Create(Width, Height), sampling);
    }

    /// <summary>A translucent region with a line just inside its border, so that neighbours keep their own colours.</summary>
    private static void DrawLabel(SKCanvas canvas, SKPath outline, SKColor color, byte fill)
    {
        using var paint = new SKPaint { Color = color.WithAlpha(fill) };
        canvas.DrawPath(outline, paint);
        canvas.Save();
        canvas.ClipPath(outline);
        using var line = new SKPaint { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = 2 * LineWidth };
        canvas.DrawPath(outline, line);
        canvas.Restore();
    }

    private SKPath Outline(int[] numbers, int number)
        => Contour.Path(
            Contour.Trace(Slice.Columns, Slice.Rows, (column, row) => numbers[row * Slice.Columns + column] == number),
            (float)Width / Slice.Columns, (float)Height / Slice.Rows);
}
