using Medulla.Imaging;

namespace Medulla.Transforms;

/// <summary>Sizes as configurations give them: one number for all axes or one for each, with 0, -1 or null for "as the image".</summary>
internal static class SpatialSize
{
    /// <summary>The size along each axis.</summary>
    /// <param name="size">What was asked for; null for the image's own size.</param>
    /// <param name="image">The image's size along each axis.</param>
    public static Values<long> Resolve(Values<int>? size, Values<long> image)
        => size is null ? image : Values.From(PerAxis(size, image.Count, "size").Zip(image, (asked, own) => asked > 0 ? asked : own));

    /// <summary>One value for each axis.</summary>
    /// <exception cref="ArgumentException">There are neither one nor as many values as axes.</exception>
    public static IEnumerable<T> PerAxis<T>(Values<T> values, int axes, string name)
        => values.Count == 1 ? Enumerable.Repeat(values[0], axes)
            : values.Count == axes ? values
            : throw new ArgumentException($"{name} is {values}; an image with {axes} spatial axes takes one value or {axes}.");
}
