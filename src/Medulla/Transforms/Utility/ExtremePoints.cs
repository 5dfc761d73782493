using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>The outermost voxels of an object, as clicks of a user would be given to a network (Maninis et al., Deep Extreme Cut, CVPR 2018).</summary>
public static class ExtremePoints
{
    /// <summary>Along each axis, one of the first and one of the last voxels of the object, picked at random.</summary>
    /// <param name="img">[spatial...].</param>
    /// <param name="randState">What to draw from; nobody can foretell it if null.</param>
    /// <param name="background">The value that is not the object.</param>
    /// <param name="pert">How far points may be off: each coordinate grows by up to twice as many voxels, but stays within the image.</param>
    /// <returns>Two points for each axis, in order.</returns>
    /// <exception cref="ArgumentException">There is no object.</exception>
    public static IReadOnlyList<Values<int>> GetExtremePoints(Tensor img, RandomState? randState = null, int background = 0, double pert = 0)
    {
        using var scope = NewDisposeScope();
        var random = randState ?? new();
        var shape = img.shape;
        var voxels = img.ne(background).nonzero().t().contiguous().cpu();
        if (voxels.numel() == 0)
        {
            throw new ArgumentException($"GetExtremePoints: there is no object; all voxels of the mask are {background}.");
        }
        long[][] along = [.. voxels.unbind(0).Select(axis => axis.AsSpan<long>().ToArray())];
        List<Values<int>> points = [];
        foreach (var axis in along)
        {
            points.Add(Pick(axis, axis.Min()));
            points.Add(Pick(axis, axis.Max()));
        }
        return points;

        Values<int> Pick(long[] axis, long place)
        {
            int[] there = [.. Enumerable.Range(0, axis.Length).Where(i => axis[i] == place)];
            var voxel = there[random.RandInt(there.Length)];
            return Values.From(along.Select((coordinates, j) => (int)Math.Clamp(
                (long)((float)coordinates[voxel] + (float)(2 * pert * random.Rand())), 0, shape[j] - 1)).ToList());
        }
    }

    /// <summary>An image that is bright at points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="label">Gives the shape, [1, spatial...], and the device.</param>
    /// <param name="sigma">Standard deviation of the Gaussian around each point, in voxels, for all axes or each; single voxels if null.</param>
    /// <param name="rescaleMin">The least value.</param>
    /// <param name="rescaleMax">The largest value.</param>
    /// <returns>[1, spatial...] of float32.</returns>
    public static Tensor ExtremePointsToImage(
        IReadOnlyList<Values<int>> points, Tensor label, Values<double>? sigma = null, double rescaleMin = -1, double rescaleMax = 1)
        => TensorMemory.Scoped(() =>
        {
            var image = zeros(label.shape.AsSpan(1).ToArray(), ScalarType.Float32);
            foreach (var point in points)
            {
                image[[.. point.Select(at => TensorIndex.Single(at))]] = 1;
            }
            SeparableConvolution.Apply(
                image.AsSpan<float>(), image.shape, 1, [.. Enumerable.Range(0, (int)image.Dimensions).Select(axis => GaussianWeights.Of(sigma?.Cyclic(axis) ?? 0))]);
            var (low, high) = (image.min(), image.max());
            return ((image - low) / (high - low) * (rescaleMax - rescaleMin) + rescaleMin).unsqueeze(0).to(label.device);
        });
}
