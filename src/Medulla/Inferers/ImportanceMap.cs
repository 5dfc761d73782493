using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>How much each voxel of a window counts where windows overlap.</summary>
public static class ImportanceMap
{
    /// <summary>The weights of a window's voxels, all above 0.</summary>
    /// <param name="patchSize">Size of the window.</param>
    /// <param name="mode">How the weights fall off.</param>
    /// <param name="sigmaScale">Standard deviation of the Gaussian as a share of the window's size, one for all axes or one for each; 0.125 if null.</param>
    /// <param name="device">Where the result lies; on the CPU if null.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <returns>Of shape <paramref name="patchSize"/>.</returns>
    [ReferenceName("compute_importance_map")]
    public static Tensor Compute(
        Values<int> patchSize, BlendMode mode = BlendMode.Constant, Values<double>? sigmaScale = null, Device? device = null, ScalarType dtype = ScalarType.Float32)
    {
        if (mode == BlendMode.Constant)
        {
            return ones([.. patchSize.Select(size => (long)size)], dtype, device);
        }
        using var scope = NewDisposeScope();
        sigmaScale ??= 0.125;
        var map = ones([], device: device);
        for (var axis = 0; axis < patchSize.Count; axis++)
        {
            var sigma = patchSize[axis] * sigmaScale.Cyclic(axis);
            var distance = arange(patchSize[axis], dtype: ScalarType.Float32, device: device) - ((patchSize[axis] - 1) / 2.0);
            map = map.unsqueeze(-1) * (distance.square() / (-2 * sigma * sigma)).exp();
        }
        // In the corners the product may underflow, and nothing can be divided by a weight of 0.
        return map.clamp(min: Math.Max(map.min().item<float>(), 1e-3)).to_type(dtype).MoveToOuterDisposeScope();
    }
}
