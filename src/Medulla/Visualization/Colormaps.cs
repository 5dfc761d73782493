using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>Makes colours of numbers.</summary>
internal static class Colormaps
{
    private const int Levels = 256;

    /// <summary>For red, green and blue: where each is how bright, in lines between.</summary>
    private static readonly Dictionary<Colormap, (double At, double Value)[][]> Corners = new()
    {
        [Colormap.Hsv] =
        [
            [(0, 1), (0.158730, 1), (0.174603, 0.96875), (0.333333, 0.03125), (0.349206, 0), (0.666667, 0), (0.682540, 0.03125), (0.841270, 0.96875), (0.857143, 1), (1, 1)],
            [(0, 0), (0.158730, 0.9375), (0.174603, 1), (0.507937, 1), (0.666667, 0.0625), (0.682540, 0), (1, 0)],
            [(0, 0), (0.333333, 0), (0.349206, 0.0625), (0.507937, 1), (0.841270, 1), (0.857143, 0.9375), (1, 0.09375)],
        ],
        [Colormap.Gray] = [[(0, 0), (1, 1)], [(0, 0), (1, 1)], [(0, 0), (1, 1)]],
        [Colormap.Jet] =
        [
            [(0, 0), (0.35, 0), (0.66, 1), (0.89, 1), (1, 0.5)],
            [(0, 0), (0.125, 0), (0.375, 1), (0.64, 1), (0.91, 0), (1, 0)],
            [(0, 0.5), (0.11, 1), (0.34, 1), (0.65, 0), (1, 0)],
        ],
        [Colormap.Hot] = [[(0, 0.0416), (0.365079, 1), (1, 1)], [(0, 0), (0.365079, 0), (0.746032, 1), (1, 1)], [(0, 0), (0.746032, 0), (1, 1)]],
    };

    /// <summary>The colours of numbers in [0, 1], in 256 levels; smaller and larger ones have those of the ends.</summary>
    /// <param name="values">Numbers, [spatial...].</param>
    /// <param name="colormap">The colours.</param>
    /// <returns>[3, spatial...] in [0, 1], float64.</returns>
    public static Tensor Of(Tensor values, Colormap colormap)
    {
        var level = (values.to_type(ScalarType.Float64) * Levels).floor().clamp(0, Levels - 1).to_type(ScalarType.Int64);
        return stack([.. Corners[colormap].Select(corners => Table(corners).to(values.device).index_select(0, level.flatten()).view(values.shape))]);
    }

    private static Tensor Table((double At, double Value)[] corners) => tensor([.. Enumerable.Range(0, Levels).Select(i =>
    {
        var at = i / (Levels - 1.0);
        var right = Math.Max(1, Array.FindIndex(corners, corner => corner.At >= at));
        var (from, to) = (corners[right - 1], corners[right]);
        return from.Value + ((at - from.At) / (to.At - from.At) * (to.Value - from.Value));
    })]);
}
