using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>What the colours of a picture mean, one line each, in as many columns as are needed.</summary>
internal sealed class Legend
{
    private const float Longest = 16;

    private readonly List<Entry[]> columns;
    private readonly float size;

    /// <summary>A legend of lines of text.</summary>
    /// <param name="entries">The lines.</param>
    /// <param name="rows">Lines of a column.</param>
    /// <param name="size">Size of the text, pixels.</param>
    public Legend(IEnumerable<Entry> entries, int rows, float size)
    {
        this.size = size;
        columns = [.. entries.Select(entry => entry with { Name = Lettering.Fit(entry.Name, size, Longest * size) }).Chunk(rows)];
    }

    /// <summary>One line.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Amount">How much of it there is; at the right end of the column.</param>
    /// <param name="Color">Colour of the mark before the name; the dashes of a reference if null.</param>
    internal sealed record Entry(string Name, string Amount = "", SKColor? Color = null);

    /// <summary>Pixels from left to right.</summary>
    public int Width => (int)Math.Ceiling(columns.Sum(WidthOf) + (columns.Count - 1) * size * 1.5f);

    /// <summary>Pixels from top to bottom.</summary>
    public int Height => (int)Math.Ceiling(columns.Max(column => column.Length) * LineHeight(size));

    /// <summary>From one baseline to the next.</summary>
    public static float LineHeight(float size) => size * 1.6f;

    /// <summary>Draws the legend with its upper left corner at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public void Draw(SKCanvas canvas, float x, float y)
    {
        foreach (var column in columns)
        {
            var baseline = y + size;
            foreach (var entry in column)
            {
                DrawMark(canvas, entry.Color, x, baseline);
                Lettering.Draw(canvas, entry.Name, x + Mark, baseline, size, Palette.Text);
                Lettering.Draw(canvas, entry.Amount, x + WidthOf(column), baseline, size, Palette.Text, SKTextAlign.Right);
                baseline += LineHeight(size);
            }
            x += WidthOf(column) + size * 1.5f;
        }
    }

    private float Mark => size * 1.8f;

    private float WidthOf(Entry[] column)
    {
        var amount = column.Max(entry => Lettering.Width(entry.Amount, size));
        return Mark + column.Max(entry => Lettering.Width(entry.Name, size)) + (amount > 0 ? size + amount : 0);
    }

    private void DrawMark(SKCanvas canvas, SKColor? color, float x, float baseline)
    {
        if (color is { } fill)
        {
            using var paint = new SKPaint { Color = fill };
            canvas.DrawRect(x, baseline - size * 0.8f, size * 0.9f, size * 0.9f, paint);
            return;
        }
        using var line = new SKPath();
        line.MoveTo(x, baseline - size * 0.35f);
        line.LineTo(x + size * 1.2f, baseline - size * 0.35f);
        SlicePanel.DrawReference(canvas, line);
    }
}
