using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>Strides that shrink short voxels before long ones, so that all become alike.</summary>
internal static class AnisotropicScales
{
    /// <summary>For each stage, 1 or 2 along each axis.</summary>
    /// <param name="resolution">Voxel size along each axis.</param>
    /// <param name="stages">Number of stages.</param>
    /// <exception cref="ArgumentException">A size is not above 0.</exception>
    public static Values<int>[] Of(Values<double> resolution, int stages)
    {
        if (resolution.Any(size => !(size > 0)))
        {
            throw new ArgumentException($"the resolution is {resolution}; voxel sizes above 0 are expected.", nameof(resolution));
        }
        var waits = resolution.Select(size => (int)Math.Floor(Math.Log2(resolution.Max() / size))).ToArray();
        return [.. Enumerable.Range(0, stages).Select(i => i >= waits.Max()
            ? Values.From(waits.Select(_ => 2))
            : Values.From(waits.Select(wait => 1 << i >= 1 << wait ? 1 : 2)))];
    }

    /// <summary>The kernel for a stride: 3 along axes that shrink, 1 along others.</summary>
    public static Values<int> Kernel(Values<int> scale) => Values.From(scale.Select(step => step > 1 ? 3 : 1));
}
