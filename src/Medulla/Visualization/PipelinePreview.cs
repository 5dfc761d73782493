using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using Medulla.Transforms;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>
/// The image after each step of a pipeline, side by side: <c>PipelinePreview.Of(pipeline, item).Picture.Save("preview.png")</c>.
/// Voxels are shown as they lie in the array, the first axis from right to left and the second from bottom to top, so that flips
/// are seen; of an image in RAS orientation this is the radiological view. Volumes are cut in the middle of the last axis.
/// </summary>
public sealed class PipelinePreview
{
    private const int Margin = 14;
    private const byte Fill = 50;

    private PipelinePreview(IReadOnlyList<PreviewStep> steps, Picture picture) => (Steps, Picture) = (steps, picture);

    /// <summary>What is known of the image after each step that gave one.</summary>
    public IReadOnlyList<PreviewStep> Steps { get; }

    /// <summary>The pictures with their names, shapes, spacings and ranges of values.</summary>
    public Picture Picture { get; }

    /// <summary>Runs a pipeline step by step; looking on changes nothing, lazy steps stay lazy.</summary>
    /// <param name="pipeline">The pipeline; steps that write files do so.</param>
    /// <param name="item">What the first step takes.</param>
    /// <param name="options">What to show.</param>
    /// <exception cref="TransformException">A step failed.</exception>
    /// <exception cref="ArgumentException">No step gave an image under the key.</exception>
    public static PipelinePreview Of(Compose pipeline, object item, PreviewOptions? options = null)
    {
        options ??= new();
        using var scope = NewDisposeScope();
        List<(PreviewStep Step, SlicePanel? Panel)> tiles = [];
        (nint Voxels, Grid Grid)? last = null;
        void Look(int position, string name, object? result)
        {
            var items = Item.All(result);
            if (ImageIn(items[0], options.Key) is { } image)
            {
                tiles.Add(Tile(position, name, image, LabelIn(items[0], options), items.Count, last == (image.Unresampled.Handle, image.Grid), options.TileSize));
                last = (image.Unresampled.Handle, image.Grid);
            }
        }
        Call call = new(Generators.For(pipeline, options.Seed));
        object? current = item;
        Look(0, "input", current);
        for (var i = 0; i < pipeline.Transforms.Count; i++)
        {
            current = pipeline.RunStep(current, call, i);
            Look(i + 1, pipeline.Transforms[i].Name(), current);
        }
        return tiles.Count == 0
            ? throw new ArgumentException($"PipelinePreview: no step gives an image under '{options.Key}'; in the end there is {Describe(current)}.")
            : new([.. tiles.Select(tile => tile.Step)], Draw(tiles, options));
    }

    private static string Describe(object? result)
        => Item.All(result)[0] is Sample sample ? $"a sample with {string.Join(", ", sample.Keys.Select(key => $"'{key}'"))}" : Sample.Describe(result);

    /// <summary>The image under a key, or the item itself; null where there is none (yet).</summary>
    private static MetaTensor? ImageIn(object? item, string key) => item switch
    {
        MetaTensor image => image,
        Tensor { Dimensions: > 0 } tensor => new(tensor),
        Sample sample when sample.TryGetValue(key, out var value) && value is not Sample => ImageIn(value, key),
        _ => null,
    };

    private static MetaTensor? LabelIn(object? item, PreviewOptions options)
        => item is Sample && options.LabelKey is { } key && key != options.Key ? ImageIn(item, key) : null;

    private static (PreviewStep, SlicePanel?) Tile(int position, string name, MetaTensor image, MetaTensor? label, int items, bool unchanged, int size)
    {
        var grid = image.Grid;
        var voxels = First(image);
        using var finite = voxels.masked_select(voxels.isfinite());
        var (low, high) = finite.numel() == 0 ? (double.NaN, double.NaN) : (finite.min().item<float>(), (double)finite.max().item<float>());
        PreviewStep step = new(
            position, name, image.Channels, image.SpatialShape, Values.From(grid.VoxelToWorld.Spacing().Select(side => Math.Round(side, 4))), Orient(grid),
            image.Unresampled.dtype.ToString().ToLowerInvariant(), low, high, items, unchanged);
        if (grid.Rank is not (2 or 3) || voxels.numel() == 0)
        {
            return (step, null);
        }
        // As if it were RAS, whatever it is: this is a picture of the array.
        var center = Slice.Volume(grid.Shape).Select(length => Slice.Middle(0, length - 1, 1)).ToArray();
        var slice = Slice.Through(grid.Shape, Affine.Scaling(grid.VoxelToWorld.Spacing()), center)[0];
        ReadOnlySpan<float> values = voxels.AsSpan<float>();
        var grey = Array.ConvertAll(slice.Cut(values), IntensityWindow.Of(values).Grey);
        int[] numbers = label?.SpatialShape == image.SpatialShape ? slice.Cut<int>(First(label).to_type(ScalarType.Int32).AsSpan<int>()) : new int[grey.Length];
        return (step, new(slice, size, grey, numbers, []));
    }

    /// <summary>The first channel, of a copy where resampling is pending: the image itself goes on waiting.</summary>
    private static Tensor First(MetaTensor image)
    {
        var voxels = image.WithMetadata(image.Metadata).Data;
        return SlicePanel.Voxels(image.WithData(voxels.is_complex() ? voxels.abs() : voxels), ScalarType.Float32);
    }

    private static string Orient(Grid grid)
        => grid.Rank <= 3 && grid.VoxelToWorld.Determinant != 0 ? Medulla.Imaging.Geometry.Orientation.Of(grid.VoxelToWorld).ToString() : "";

    private static Picture Draw(List<(PreviewStep Step, SlicePanel? Panel)> tiles, PreviewOptions options)
    {
        var text = Math.Clamp(options.TileSize / 17f, 11, 28);
        var line = Legend.LineHeight(text);
        var columns = Math.Min(options.Columns, tiles.Count);
        var caption = (int)Math.Ceiling(line * tiles[0].Step.Caption.Count);
        var rows = tiles.Chunk(columns).ToList();
        var heights = rows.ConvertAll(row => row.Max(tile => tile.Panel?.Height ?? options.TileSize));
        using var bitmap = new SKBitmap(
            columns * (options.TileSize + Margin) + Margin, heights.Sum(height => height + Margin / 2 + caption + Margin) + Margin);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Palette.Background);
        var top = Margin;
        foreach (var (row, height) in rows.Zip(heights))
        {
            foreach (var (column, (step, panel)) in row.Index())
            {
                var left = Margin + column * (options.TileSize + Margin);
                panel?.Draw(canvas, left + (options.TileSize - panel.Width) / 2, top + (height - panel.Height) / 2, Fill);
                foreach (var (i, words) in step.Caption.Index())
                {
                    var baseline = top + height + Margin / 2 + i * line + text;
                    Lettering.Draw(canvas, Lettering.Fit(words, text, options.TileSize), left, baseline, text, i == 0 ? Palette.Text : Palette.Muted);
                }
            }
            top += height + Margin / 2 + caption + Margin;
        }
        return Picture.Of(bitmap);
    }
}
