using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>Sizes such as kernels and strides, one for each spatial axis.</summary>
internal static class PerAxis
{
    /// <summary>One value for each axis; a single value stands for all.</summary>
    /// <exception cref="ArgumentException">There are neither one nor as many as axes.</exception>
    public static long[] Expand(Values<int> values, int spatialDims, string owner, string name)
        => values.Count == 1 || values.Count == spatialDims
            ? [.. Enumerable.Range(0, spatialDims).Select(axis => (long)values.Cyclic(axis))]
            : throw new ArgumentException($"{owner}: {name} is {values}; one value or {spatialDims} (one for each spatial axis) are expected.");

    /// <summary>1, 2 or 3 spatial axes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public static int Dims(int spatialDims, string owner)
        => spatialDims is >= 1 and <= 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{owner} has layers for 1, 2 and 3 spatial axes.");
}
