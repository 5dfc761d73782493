using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

/// <summary>Boxes of tests.</summary>
internal static class BoxNumbers
{
    /// <summary>Boxes of whole voxels inside an image, at least 1 wide.</summary>
    public static Tensor Some(long[] size, int count = 4, long seed = 1)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var bounds = tensor(size, ScalarType.Float32);
        var low = (rand([count, size.Length], generator: generator) * (bounds - 1)).floor();
        var high = low + 1 + (rand([count, size.Length], generator: generator) * (bounds - low - 1)).floor();
        return cat([low, high], 1);
    }

    /// <summary>The elements.</summary>
    public static float[] Of(Tensor tensor) => tensor.to_type(ScalarType.Float32).contiguous().AsSpan<float>().ToArray();

    /// <summary>Whether two arrays agree.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.numel() == 0 || (expected - actual).abs().max().item<float>() <= tolerance, $"{expected.str()} expected, {actual.str()} found");
    }
}
