using Medulla.Imaging.Geometry;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms;

/// <summary>Images to try transforms on.</summary>
internal static class Images
{
    /// <summary>Random voxels of three unequal axes on a turned, anisotropic grid.</summary>
    public static MetaTensor Turned(uint seed = 0, long channels = 2, params long[] shape)
    {
        shape = shape.Length == 0 ? [7, 6, 5] : shape;
        var (sin, cos) = Math.SinCos(0.2);
        var affine = Affine.Create(3, (row, column) => (row, column) switch
        {
            (0, 0) => -1.5 * cos, (0, 1) => -2 * sin, (1, 0) => -1.5 * sin, (1, 1) => 2 * cos, (2, 2) => 3, (0, 3) => 10, (1, 3) => -20, (2, 3) => 5, _ => 0,
        });
        return new(new RandomState(seed).Uniform(0, 100, [channels, .. shape], ScalarType.Float32), affine);
    }

    public static float[] Voxels(this MetaTensor image)
    {
        using var flat = image.Data.to_type(ScalarType.Float32).contiguous();
        return flat.data<float>().ToArray();
    }

    public static void AssertSame(MetaTensor expected, MetaTensor actual, double tolerance = 0)
    {
        Assert.Equal(expected.Data.shape, actual.Data.shape);
        Assert.True(expected.Affine.IsClose(actual.Affine, 1e-9), $"{expected.Affine} and {actual.Affine}");
        foreach (var (a, b) in expected.Voxels().Zip(actual.Voxels()))
        {
            Assert.True(Math.Abs(a - b) <= tolerance, $"{a} and {b}");
        }
    }
}
