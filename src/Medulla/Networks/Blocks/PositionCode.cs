using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Numbers that tell where a patch lies. Vaswani et al., Attention is all you need (2017).</summary>
internal static class PositionCode
{
    private const double Temperature = 10000;

    /// <summary>Sines and cosines of the place along each axis: the second axis first, then the first, then the third.</summary>
    /// <param name="grid">Patches along two or three axes.</param>
    /// <param name="channels">Numbers for each patch, a multiple of twice the number of axes.</param>
    /// <returns>[1, patches, channels].</returns>
    /// <exception cref="ArgumentException">The channels do not divide, or there are neither two nor three axes.</exception>
    public static Tensor SinCos(int[] grid, int channels)
    {
        if (grid.Length is not (2 or 3) || channels % (2 * grid.Length) != 0)
        {
            throw new ArgumentException($"sincos positions: a grid of [{string.Join(", ", grid)}] and {channels} channels; two or three axes and a multiple of twice their number are expected.");
        }
        using var scope = NewDisposeScope();
        var count = channels / (2 * grid.Length);
        var frequencies = pow(tensor(Temperature, ScalarType.Float32), arange(count, ScalarType.Float32) / count).reciprocal();
        var places = meshgrid(grid.Select(n => arange(n, ScalarType.Float32)), indexing: "ij").Select(place => place.flatten().outer(frequencies)).ToArray();
        int[] order = [1, 0, .. Enumerable.Range(2, grid.Length - 2)];
        return cat([.. order.SelectMany(axis => new[] { places[axis].sin(), places[axis].cos() })], 1).unsqueeze(0).MoveToOuterDisposeScope();
    }
}
