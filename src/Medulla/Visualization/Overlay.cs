using System.Globalization;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>
/// Three orthogonal slices through the middle of a label, with the label's contours and a legend with volumes. Radiological
/// convention: the patient's right is on the left of axial and coronal slices.
/// </summary>
public static class Overlay
{
    private const int Margin = 16, LegendWidth = 250, TextSize = 15;

    /// <summary>Draws an image and its label.</summary>
    /// <param name="image">[1, X, Y, Z] or [1, X, Y]; more channels than the first are left out.</param>
    /// <param name="label">Label numbers on the same grid, [1, spatial...].</param>
    /// <param name="options">Names and title.</param>
    /// <param name="reference">A second label, drawn as a white outline.</param>
    /// <exception cref="ArgumentException">The grids differ, or the image is not 2-D or 3-D.</exception>
    public static Picture Of(MetaTensor image, MetaTensor label, OverlayOptions? options = null, MetaTensor? reference = null)
    {
        options ??= new();
        foreach (var other in new[] { label, reference }.OfType<MetaTensor>())
        {
            if (!other.SpatialShape.Equals(image.SpatialShape))
            {
                throw new ArgumentException($"Overlay: the image has {image.SpatialShape} voxels and a label {other.SpatialShape}; they must lie on one grid.");
            }
        }
        if (image.SpatialShape.Count is not (2 or 3))
        {
            throw new ArgumentException($"Overlay: the image has {image.SpatialShape.Count} spatial axes; 2 and 3 can be drawn.");
        }
        using var scope = NewDisposeScope();
        var view = new View(image, label, reference);
        var panels = view.Panels(options.PanelHeight);
        var top = options.Title is null ? Margin : Margin * 2 + TextSize;
        var width = panels.Sum(panel => panel.Width + Margin) + Margin + LegendWidth;
        using var bitmap = new SKBitmap(width, top + options.PanelHeight + Margin);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(18, 18, 22));
        using var font = new SKFont(SKTypeface.FromFamilyName("DejaVu Sans") ?? SKTypeface.Default, TextSize);
        if (options.Title is { } title)
        {
            Text(canvas, font, title, Margin, Margin + TextSize, SKColors.White);
        }
        var x = Margin;
        foreach (var panel in panels)
        {
            panel.Draw(canvas, x, top, options.Fill);
            Letters(canvas, font, panel, x, top);
            x += panel.Width + Margin;
        }
        Legend(canvas, font, view.Volumes(), options.Names, reference is not null, x, top + TextSize);
        return Picture.Of(bitmap);
    }

    /// <summary>The colour of a label number.</summary>
    public static SKColor ColorOf(int label) => SKColor.FromHsv(label * 137.508f % 360, 75, 100);   // the golden angle keeps neighbours apart

    private static void Letters(SKCanvas canvas, SKFont font, Panel panel, int x, int y)
    {
        var color = new SKColor(255, 230, 120);
        Text(canvas, font, panel.Left, x + 4, y + panel.Height / 2, color);
        Text(canvas, font, panel.Right, x + panel.Width - 14, y + panel.Height / 2, color);
        Text(canvas, font, panel.Top, x + panel.Width / 2 - 5, y + TextSize, color);
        Text(canvas, font, panel.Bottom, x + panel.Width / 2 - 5, y + panel.Height - 5, color);
    }

    private static void Legend(SKCanvas canvas, SKFont font, IReadOnlyList<(int Label, double Millilitres)> volumes, Values<string>? names, bool hasReference, int x, int y)
    {
        using var paint = new SKPaint();
        foreach (var (label, ml) in volumes)
        {
            paint.Color = ColorOf(label);
            canvas.DrawRect(x, y - TextSize + 3, TextSize - 2, TextSize - 2, paint);
            var name = names is not null && label < names.Count ? names[label] : $"label {label}";
            Text(canvas, font, string.Create(CultureInfo.InvariantCulture, $"{name}  {ml:0.00} ml"), x + TextSize + 6, y, SKColors.White);
            y += TextSize + 8;
        }
        if (volumes.Count == 0)
        {
            Text(canvas, font, "the label is empty", x, y, SKColors.White);
            y += TextSize + 8;
        }
        if (hasReference)
        {
            Text(canvas, font, "white outline: reference", x, y, SKColors.LightGray);
            y += TextSize + 8;
        }
        Text(canvas, font, "radiological view", x, y, SKColors.Gray);
    }

    private static void Text(SKCanvas canvas, SKFont font, string text, float x, float y, SKColor color)
    {
        if (Picture.HasFonts)
        {
            using var paint = new SKPaint { Color = color, IsAntialias = true };
            canvas.DrawText(text, x, y, font, paint);
        }
    }

    /// <summary>Image and labels, turned to RAS.</summary>
    private sealed class View
    {
        private readonly float[] image;
        private readonly int[] label;
        private readonly int[]? reference;
        private readonly int[] shape;
        private readonly double[] spacing;

        public View(MetaTensor image, MetaTensor label, MetaTensor? reference)
        {
            this.image = Turned(image, ScalarType.Float32).AsSpan<float>().ToArray();
            this.label = Turned(label, ScalarType.Int32).AsSpan<int>().ToArray();
            this.reference = reference is null ? null : Turned(reference, ScalarType.Int32).AsSpan<int>().ToArray();
            var turned = Turned(image, ScalarType.Float32, out var grid);
            shape = [.. turned.shape.Select(n => (int)n)];
            spacing = [.. grid.VoxelToWorld.Spacing(), .. Enumerable.Repeat(1.0, 3 - grid.Rank)];
        }

        private static Tensor Turned(MetaTensor image, ScalarType type) => Turned(image, type, out _);

        /// <summary>[X, Y, Z] in RAS order; a 2-D image has Z = 1.</summary>
        private static Tensor Turned(MetaTensor image, ScalarType type, out Grid grid)
        {
            var turned = new Transforms.Spatial.Orientation("RAS").Apply(image);
            grid = turned.Grid;
            var voxels = turned.Data[0].cpu().to_type(type);
            return (voxels.Dimensions == 2 ? voxels.unsqueeze(-1) : voxels).contiguous();
        }

        /// <summary>Volumes of the labels that occur, ml.</summary>
        public IReadOnlyList<(int Label, double Millilitres)> Volumes()
            => [.. label.Where(l => l > 0).CountBy(l => l).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value * spacing[0] * spacing[1] * spacing[2] / 1000))];

        public IReadOnlyList<Panel> Panels(int height)
        {
            var (low, high) = Window();
            var center = Center();
            int At(int x, int y, int z) => (x * shape[1] + y) * shape[2] + z;
            Panel Make(int across, int up, Func<int, int, int> index, string left, string right, string top, string bottom)
                => new(shape[across], shape[up], spacing[across], spacing[up], height, (i, j) => index(shape[across] - 1 - i, shape[up] - 1 - j),
                    image, label, reference, low, high, left, right, top, bottom);
            var axial = Make(0, 1, (i, j) => At(i, j, center[2]), "R", "L", "A", "P");
            return shape[2] == 1 ? [axial]
                : [axial, Make(0, 2, (i, j) => At(i, center[1], j), "R", "L", "S", "I"), Make(1, 2, (i, j) => At(center[0], i, j), "A", "P", "S", "I")];
        }

        /// <summary>The middle of the labels' bounding box; of the image where there are none.</summary>
        private int[] Center()
        {
            var (low, high) = ((int[])[.. shape], new int[] { -1, -1, -1 });
            for (var i = 0; i < label.Length; i++)
            {
                if (label[i] == 0)
                {
                    continue;
                }
                int[] at = [i / (shape[1] * shape[2]), i / shape[2] % shape[1], i % shape[2]];
                for (var axis = 0; axis < 3; axis++)
                {
                    low[axis] = Math.Min(low[axis], at[axis]);
                    high[axis] = Math.Max(high[axis], at[axis]);
                }
            }
            return high[0] < 0 ? [.. shape.Select(n => n / 2)] : [.. low.Zip(high, (a, b) => (a + b) / 2)];
        }

        /// <summary>The 1st and 99th percentile of the intensities, told from at most 100 000 of them.</summary>
        private (float Low, float High) Window()
        {
            var step = Math.Max(1, image.Length / 100_000);
            var some = image.Where((v, i) => i % step == 0 && float.IsFinite(v)).Order().ToArray();
            if (some.Length == 0)
            {
                return (0, 1);
            }
            var (low, high) = (some[some.Length / 100], some[some.Length - 1 - some.Length / 100]);
            return high > low ? (low, high) : (low, low + 1);
        }
    }

    /// <summary>One slice.</summary>
    private sealed record Panel(
        int Columns, int Rows, double ColumnSize, double RowSize, int Height, Func<int, int, int> Index, float[] Image, int[] Label, int[]? Reference,
        float Low, float High, string Left, string Right, string Top, string Bottom)
    {
        public int Width => Math.Max(1, (int)Math.Round(Height * (Columns * ColumnSize) / (Rows * RowSize)));

        public void Draw(SKCanvas canvas, int x, int y, byte fill)
        {
            using var bitmap = new SKBitmap(Width, Height);
            for (var row = 0; row < Height; row++)
            {
                for (var column = 0; column < Width; column++)
                {
                    bitmap.SetPixel(column, row, Pixel(column, row, fill));
                }
            }
            canvas.DrawBitmap(bitmap, x, y);
        }

        private SKColor Pixel(int column, int row, byte fill)
        {
            var at = Voxel(column, row);
            var grey = (byte)(Math.Clamp((Image[at] - Low) / (High - Low), 0, 1) * 255);
            if (Reference is not null && OnEdge(Reference, column, row))
            {
                return SKColors.White;
            }
            if (Label[at] == 0)
            {
                return new(grey, grey, grey);
            }
            var color = ColorOf(Label[at]);
            return OnEdge(Label, column, row) ? color : Mix(grey, color, fill);
        }

        private int Voxel(int column, int row) => Index(Math.Min(Columns - 1, column * Columns / Width), Math.Min(Rows - 1, row * Rows / Height));

        /// <summary>Whether a label ends at a pixel: a pixel one or two steps away has another.</summary>
        private bool OnEdge(int[] label, int column, int row)
        {
            var own = label[Voxel(column, row)];
            if (own == 0)
            {
                return false;
            }
            foreach (var (dx, dy) in new[] { (2, 0), (-2, 0), (0, 2), (0, -2) })
            {
                var (c, r) = (column + dx, row + dy);
                if (c < 0 || r < 0 || c >= Width || r >= Height || label[Voxel(c, r)] != own)
                {
                    return true;
                }
            }
            return false;
        }

        private static SKColor Mix(byte grey, SKColor color, byte share)
        {
            byte Blend(byte channel) => (byte)((grey * (255 - share) + channel * share) / 255);
            return new(Blend(color.Red), Blend(color.Green), Blend(color.Blue));
        }
    }
}
