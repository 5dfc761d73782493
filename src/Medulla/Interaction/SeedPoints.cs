using Medulla.Imaging.Kernels;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>
/// Points that stand for clicks into regions, drawn so that the middle of a region is likelier than its rim: with weight exp(d) - 1, where d is
/// the number of steps (also diagonal ones) out of the region. Source: Sakinis et al., "Interactive segmentation of medical images through fully
/// convolutional neural networks" (2019).
/// </summary>
internal static class SeedPoints
{
    /// <summary>A voxel of a region.</summary>
    /// <param name="random">What to draw from: one number.</param>
    /// <param name="region">Above 0 in the region; 1 to 4 axes.</param>
    /// <returns>The voxel's indices, but first of all, in place of that of the first axis (channels), its d; null if the region is empty.</returns>
    /// <remarks>Without anything outside the region d is -1, and all voxels are alike.</remarks>
    public static long[]? Draw(RandomState random, Tensor region)
    {
        using var scope = NewDisposeScope();
        var outside = region.le(0).cpu().contiguous();
        var distances = new float[outside.numel()];
        ChamferDistance.ToFeatures(outside.AsSpan<byte>(), outside.shape, diagonal: true, distances);
        int[] inside = [.. Enumerable.Range(0, distances.Length).Where(i => distances[i] > 0)];
        if (inside.Length == 0)
        {
            return null;
        }
        var weights = Array.ConvertAll(inside, i => Math.Exp(Depth(i)) - 1);
        var sum = weights.Sum();
        var chosen = inside[random.Choice(inside.Length, 1, replace: true, Array.ConvertAll(weights, weight => weight / sum))[0]];
        var point = Place(chosen, outside.shape);
        point[0] = Depth(chosen);
        return point;

        long Depth(int i) => float.IsInfinity(distances[i]) ? -1 : (long)distances[i];
    }

    /// <summary>A point for a label: in a slice (or picture) one for each of its first regions, in a volume one.</summary>
    /// <param name="random">What to draw from: one number for each region.</param>
    /// <param name="label">[C, H, W], or a volume [1, spatial...].</param>
    /// <param name="slice">The slice of a volume; the whole volume if null.</param>
    /// <param name="isLast">Whether slices lie along the last axis of a volume; along its first spatial one otherwise.</param>
    /// <param name="regions">How many points a slice gets; where it has fewer regions, they are -1 throughout.</param>
    /// <returns>Points (d, indices...), see <see cref="Draw"/>; null where there is no label.</returns>
    public static List<long[]>? OfLabel(RandomState random, Tensor label, long? slice, bool isLast, int regions)
    {
        using var scope = NewDisposeScope();
        var isVolume = label.Dimensions > 3;
        var part = isVolume && slice is { } at ? label[0].select(isLast ? -1 : 0, at).unsqueeze(0) : label;
        var mask = part.gt(0.5).cpu().contiguous();
        if (!mask.any().item<bool>())
        {
            return null;
        }
        if (isVolume && slice is null)
        {
            return [Draw(random, mask)!];
        }
        var numbers = zeros(mask.shape, ScalarType.Int32);
        var found = ConnectedComponents.Label<byte>(mask.AsSpan<byte>(), mask.shape, mask.shape.Length, numbers.AsSpan<int>()).Count;
        return [.. Enumerable.Range(1, regions).Select(number => number > found ? Nowhere(isVolume ? 4 : 3) : Placed(Draw(random, numbers.eq(number))!))];

        long[] Placed(long[] point) => !isVolume ? point : isLast ? [point[0], point[^2], point[^1], slice!.Value] : [point[0], slice!.Value, point[^2], point[^1]];
    }

    /// <summary>What stands for no point.</summary>
    public static long[] Nowhere(int length) => [.. Enumerable.Repeat(-1L, length)];

    /// <summary>The indices of a voxel along each axis.</summary>
    private static long[] Place(long voxel, long[] shape)
    {
        var place = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (voxel, place[axis]) = Math.DivRem(voxel, shape[axis]);
        }
        return place;
    }
}
