using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>Morphology by pooling, through which gradients flow, and the skeleton made of it. Shit et al., clDice (2021).</summary>
public static class SoftSkeleton
{
    /// <summary>The smallest value of each voxel and its neighbours along the axes.</summary>
    /// <param name="img">[B, C, spatial...], two or three spatial axes.</param>
    /// <exception cref="ArgumentException">It has another number of axes.</exception>
    [ReferenceName("soft_erode")]
    public static Tensor Erode(Tensor img)
    {
        Shapes.RequireSpatial("soft_erode", img, 2, 3);
        using var scope = NewDisposeScope();
        var rank = (int)img.Dimensions - 2;
        var negative = -img;
        var largest = Enumerable.Range(0, rank)
            .Select(axis => Pool(negative, [.. Enumerable.Range(0, rank).Select(other => other == axis ? 3L : 1)]))
            .Aggregate(maximum);
        return (-largest).MoveToOuterDisposeScope();
    }

    /// <summary>The largest value of each voxel and all its neighbours.</summary>
    /// <param name="img">[B, C, spatial...], two or three spatial axes.</param>
    /// <exception cref="ArgumentException">It has another number of axes.</exception>
    [ReferenceName("soft_dilate")]
    public static Tensor Dilate(Tensor img)
    {
        Shapes.RequireSpatial("soft_dilate", img, 2, 3);
        return Pool(img, [.. Enumerable.Repeat(3L, (int)img.Dimensions - 2)]);
    }

    /// <summary>Erosion, then dilation.</summary>
    /// <inheritdoc cref="Erode"/>
    [ReferenceName("soft_open")]
    public static Tensor Open(Tensor img)
    {
        using var eroded = Erode(img);
        return Dilate(eroded);
    }

    /// <summary>What openings of the ever more eroded picture take away, gathered.</summary>
    /// <param name="img">[B, C, spatial...], values in [0, 1], two or three spatial axes.</param>
    /// <param name="iter">How often it is eroded: half the width, in voxels, of the widest structure.</param>
    /// <returns>As <paramref name="img"/>.</returns>
    /// <exception cref="ArgumentException">It has another number of axes.</exception>
    [ReferenceName("soft_skel")]
    public static Tensor Of(Tensor img, int iter)
    {
        using var scope = NewDisposeScope();
        var skeleton = (img - Open(img)).relu();
        for (var i = 0; i < iter; i++)
        {
            img = Erode(img);
            var ridge = (img - Open(img)).relu();
            skeleton = skeleton + (ridge - (skeleton * ridge)).relu();
        }
        return skeleton.MoveToOuterDisposeScope();
    }

    /// <summary>Largest values of windows around each voxel.</summary>
    private static Tensor Pool(Tensor x, long[] size)
    {
        long[] step = [.. size.Select(_ => 1L)], padding = [.. size.Select(n => n / 2)];
        return size.Length == 2 ? nn.functional.max_pool2d(x, size, step, padding) : nn.functional.max_pool3d(x, size, step, padding);
    }
}
