using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Where the windows of a sliding window lie, and how their voxels are weighted.</summary>
public static class Windows
{
    /// <summary>First voxels of windows that cover an image; the last one along an axis is moved inside.</summary>
    /// <param name="image">Voxels along each axis.</param>
    /// <param name="window">Voxels of a window, at most the image's.</param>
    /// <param name="overlap">Share of a window that the next one covers again, along each axis, in [0, 1).</param>
    public static IReadOnlyList<Values<long>> Cover(Values<long> image, Values<long> window, Values<double> overlap)
    {
        IEnumerable<Values<long>> starts = [[]];
        for (var axis = 0; axis < image.Count; axis++)
        {
            var (size, own) = (image[axis], window[axis]);
            var step = own == size ? own : Math.Max(1, (long)(own * (1 - overlap[axis])));
            List<long> along = [];
            for (long start = 0; along.Count == 0 || along[^1] + own < size; start += step)
            {
                along.Add(Math.Min(start, size - own));
            }
            starts = starts.SelectMany(before => along.Select(start => (Values<long>)[.. before, start])).ToList();
        }
        return [.. starts];
    }

    /// <summary>The weight of each voxel of a window.</summary>
    /// <param name="patchSize">Voxels of a window.</param>
    /// <param name="mode">How they are weighted.</param>
    /// <param name="sigmaScale">Standard deviation of the Gaussian along each axis, in window sizes.</param>
    /// <returns>Float32 of the window's shape, at least 0.001.</returns>
    [ReferenceName("compute_importance_map")]
    public static Tensor ImportanceMap(Values<long> patchSize, BlendMode mode = BlendMode.Constant, Values<double>? sigmaScale = null)
    {
        if (mode == BlendMode.Constant)
        {
            return ones(patchSize.ToArray());
        }
        using var scope = NewDisposeScope();
        var map = ones([]);
        for (var axis = 0; axis < patchSize.Count; axis++)
        {
            var sigma = patchSize[axis] * (sigmaScale?.Cyclic(axis) ?? 0.125);
            var x = arange(patchSize[axis], ScalarType.Float32) - (patchSize[axis] - 1) / 2.0;
            map = map.unsqueeze(-1) * (x * x / (-2 * sigma * sigma)).exp();
        }
        return map.clamp(min: Math.Max(map.min().item<float>(), 1e-3)).MoveToOuterDisposeScope();
    }
}
