using System.Globalization;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels;
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
    private const int Margin = 16;

    /// <summary>Draws an image and its label.</summary>
    /// <param name="image">[1, X, Y, Z] or [1, X, Y]; more channels than the first are left out.</param>
    /// <param name="label">Label numbers on the same grid, [1, spatial...].</param>
    /// <param name="options">Names, title and sizes.</param>
    /// <param name="reference">A second label, drawn as a dashed white outline.</param>
    /// <exception cref="ArgumentException">The grids differ, or the image is not 2-D or 3-D.</exception>
    public static Picture Of(MetaTensor image, MetaTensor label, OverlayOptions? options = null, MetaTensor? reference = null)
    {
        options ??= new();
        if (image.SpatialShape.Count is not (2 or 3))
        {
            throw new ArgumentException($"Overlay: the image has {image.SpatialShape.Count} spatial axes; 2 and 3 can be drawn.");
        }
        foreach (var other in new[] { label, reference }.OfType<MetaTensor>())
        {
            if (!other.SpatialShape.Equals(image.SpatialShape))
            {
                throw new ArgumentException($"Overlay: the image has {image.SpatialShape} voxels and a label {other.SpatialShape}; they must lie on one grid.");
            }
        }
        using var scope = NewDisposeScope();
        ReadOnlySpan<float> voxels = SlicePanel.Voxels(image, ScalarType.Float32).AsSpan<float>();
        ReadOnlySpan<int> numbers = SlicePanel.Voxels(label, ScalarType.Int32).AsSpan<int>();
        ReadOnlySpan<int> truth = reference is null ? [] : SlicePanel.Voxels(reference, ScalarType.Int32).AsSpan<int>();
        var window = IntensityWindow.Of(voxels);
        List<SlicePanel> panels = [];
        foreach (var slice in Slice.Through(image.SpatialShape, image.Affine, Center(image.Grid, numbers, truth)))
        {
            panels.Add(new(slice, options.PanelSize, Array.ConvertAll(slice.Cut(voxels), window.Grey), slice.Cut(numbers), reference is null ? [] : slice.Cut(truth)));
        }
        return Draw(panels, Entries(image.Grid, numbers, options.Names, reference is not null), options);
    }

    /// <summary>The colour of a label number.</summary>
    public static SKColor ColorOf(int label) => SKColor.FromHsv(Math.Abs(label) * 137.508f % 360, 75, 100);   // the golden angle keeps neighbours apart

    private static Picture Draw(List<SlicePanel> panels, List<Legend.Entry> entries, OverlayOptions options)
    {
        var size = Math.Clamp(options.PanelSize / 20f, 13, 40);
        var line = Legend.LineHeight(size);
        var panelHeight = panels.Max(panel => panel.Height);
        var legend = new Legend(entries, Math.Max(6, (int)(panelHeight / line) - 1), size);
        var top = Margin + (options.Title is null ? 0 : (int)line);
        var height = Math.Max(panelHeight, legend.Height + (int)line);
        using var bitmap = new SKBitmap(panels.Sum(panel => panel.Width + Margin) + Margin + legend.Width + Margin, top + height + Margin);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Palette.Background);
        Lettering.Draw(canvas, Lettering.Fit(options.Title ?? "", size, bitmap.Width - 2 * Margin), Margin, Margin + size * 0.8f, size, Palette.Text);
        var x = Margin;
        foreach (var panel in panels)
        {
            panel.Draw(canvas, x, top, options.Fill);
            DrawDirections(canvas, panel, x, top, size);
            x += panel.Width + Margin;
        }
        legend.Draw(canvas, x, top);
        Lettering.Draw(canvas, "radiological view", x, top + height - size * 0.2f, size * 0.9f, Palette.Muted);
        return Picture.Of(bitmap);
    }

    /// <summary>Which ends of the patient lie at the edges of a slice; nothing where there is no room.</summary>
    private static void DrawDirections(SKCanvas canvas, SlicePanel panel, int x, int y, float size)
    {
        if (Math.Min(panel.Width, panel.Height) < 5 * size)
        {
            return;
        }
        void Letter(char letter, float atX, float baseline, SKTextAlign align)
            => Lettering.Draw(canvas, letter.ToString(), x + atX, y + baseline, size, Palette.Direction, align, SKColors.Black.WithAlpha(160));
        var middle = panel.Height / 2f + size * 0.35f;
        Letter(panel.Slice.Left, size * 0.35f, middle, SKTextAlign.Left);
        Letter(panel.Slice.Right, panel.Width - size * 0.35f, middle, SKTextAlign.Right);
        Letter(panel.Slice.Top, panel.Width / 2f, size, SKTextAlign.Center);
        Letter(panel.Slice.Bottom, panel.Width / 2f, panel.Height - size * 0.35f, SKTextAlign.Center);
    }

    /// <summary>The labels that occur, with their volumes (areas of a 2-D image).</summary>
    private static List<Legend.Entry> Entries(Grid grid, ReadOnlySpan<int> numbers, Values<string>? names, bool hasReference)
    {
        SortedDictionary<int, long> counts = [];
        foreach (var number in numbers)
        {
            if (number != 0)
            {
                counts[number] = counts.GetValueOrDefault(number) + 1;
            }
        }
        var voxel = grid.VoxelToWorld.Spacing().Aggregate(1.0, (product, side) => product * side);
        var (scale, unit) = grid.Rank == 3 ? (1000, "ml") : (100, "cm²");
        List<Legend.Entry> entries = [.. counts.Select(pair => new Legend.Entry(
            names is not null && pair.Key > 0 && pair.Key < names.Count ? names[pair.Key] : $"label {pair.Key}",
            string.Create(CultureInfo.InvariantCulture, $"{pair.Value * voxel / scale:0.00} {unit}"), ColorOf(pair.Key)))];
        if (entries.Count == 0)
        {
            entries.Add(new("the label is empty", "", SKColors.Transparent));
        }
        if (hasReference)
        {
            entries.Add(new("reference"));
        }
        return entries;
    }

    /// <summary>The middle of the labels' bounding box; of the reference's where there are no labels; of the image where there is neither.</summary>
    private static long[] Center(Grid grid, ReadOnlySpan<int> numbers, ReadOnlySpan<int> truth)
    {
        var shape = Slice.Volume(grid.Shape);
        var signs = Orientation.Of(grid.Affine.Resize(3)).Signs;
        var box = BoundingBox.OfNonZero(numbers, shape.Span)
            ?? (truth.IsEmpty ? null : BoundingBox.OfNonZero(truth, shape.Span))
            ?? new BoundingBox([0, 0, 0], shape);
        return [.. Enumerable.Range(0, 3).Select(axis => Slice.Middle(box.Start[axis], box.End[axis] - 1, signs[axis]))];
    }
}
