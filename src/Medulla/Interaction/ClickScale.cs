namespace Medulla.Interaction;

/// <summary>What clicks are multiplied with when an image changes its size.</summary>
internal static class ClickScale
{
    /// <summary>A factor for each axis.</summary>
    /// <param name="now">Voxels along each axis.</param>
    /// <param name="before">Voxels along each axis of the image that was clicked in.</param>
    /// <exception cref="ArgumentException">The numbers of axes differ.</exception>
    public static double[] Of(long[] now, long[] before)
        => now.Length == before.Length ? [.. now.Zip(before, (a, b) => (double)a / b)]
            : throw new ArgumentException($"the image has {now.Length} spatial axes and had {before.Length} when it was clicked in; they must be as many.");
}
