using System.Globalization;
using System.Text;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>A slice of an image as text.</summary>
public static class TerminalPicture
{
    private const string Ramp = " .:-=+*#%@";

    /// <summary>The middle slice across the last axis, the first axis running from right to left (radiological, for a RAS image).</summary>
    /// <param name="image">[C, X, Y] or [C, X, Y, Z]; the first channel is shown.</param>
    /// <param name="width">Characters of a line.</param>
    /// <param name="color">Whether the terminal takes 24-bit colour; then each character holds two pixels, otherwise a ramp of signs stands for grey.</param>
    public static string Of(MetaTensor image, int width = 48, bool color = true)
    {
        using var scope = NewDisposeScope();
        var turned = new Transforms.Spatial.Orientation("RAS").Apply(image);
        var slice = turned.Data[0].cpu().to_type(ScalarType.Float32);
        slice = slice.Dimensions == 3 ? slice.select(2, slice.shape[2] / 2) : slice;
        var voxels = slice.contiguous().AsSpan<float>().ToArray();
        var (columns, rows) = ((int)slice.shape[0], (int)slice.shape[1]);
        var spacing = turned.Grid.VoxelToWorld.Spacing();
        // A character is about twice as high as wide.
        var lines = Math.Max(1, (int)Math.Round(width * (rows * spacing[1]) / (columns * spacing[0]) / 2));
        var (low, high) = (voxels.Where(float.IsFinite).DefaultIfEmpty(0).Min(), voxels.Where(float.IsFinite).DefaultIfEmpty(1).Max());
        int Grey(int x, int y, int height)
        {
            var value = voxels[(columns - 1 - x * columns / width) * rows + rows - 1 - y * rows / height];
            return high > low && float.IsFinite(value) ? (int)((value - low) / (high - low) * 255) : 0;
        }
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            for (var x = 0; x < width; x++)
            {
                if (color)
                {
                    var (upper, lower) = (Grey(x, line * 2, lines * 2), Grey(x, line * 2 + 1, lines * 2));
                    text.Append(CultureInfo.InvariantCulture, $"\e[38;2;{upper};{upper};{upper};48;2;{lower};{lower};{lower}m▀");
                }
                else
                {
                    text.Append(Ramp[Grey(x, line, lines) * (Ramp.Length - 1) / 255]);
                }
            }
            text.Append(color ? "\e[0m\n" : "\n");
        }
        return text.ToString();
    }
}
