using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Pictures and volumes of random balls with their segmentations, for tests and first steps.</summary>
public static class SyntheticImages
{
    /// <summary>A picture of discs.</summary>
    /// <param name="height">Pixels along the first axis, above 2 <paramref name="radMax"/>.</param>
    /// <param name="width">Pixels along the second axis, likewise.</param>
    /// <param name="numObjs">Number of discs; later ones cover earlier ones.</param>
    /// <param name="radMax">Radii lie below this, in pixels.</param>
    /// <param name="radMin">The smallest radius, at least 1.</param>
    /// <param name="noiseMax">Amount of uniform noise behind the discs, as a share of the largest class number.</param>
    /// <param name="numSegClasses">Number of classes besides the background.</param>
    /// <param name="channelDim">Where an axis of one channel goes: 0, 2 or -1; null for none.</param>
    /// <param name="randomState">What to draw from; nobody can foretell the picture if null.</param>
    /// <returns>The picture, float32 in [0, 1], and the class of each pixel, int32.</returns>
    /// <exception cref="ArgumentException">The radii are out of order or do not fit the picture, or the channel axis is another.</exception>
    [ReferenceName("create_test_image_2d")]
    public static (Tensor Image, Tensor Label) CreateTestImage2d(
        int height, int width, int numObjs = 12, int radMax = 30, int radMin = 5, double noiseMax = 0, int numSegClasses = 5,
        int? channelDim = null, RandomState? randomState = null)
        => Create([height, width], numObjs, radMax, radMin, noiseMax, numSegClasses, channelDim, randomState);

    /// <summary>A volume of balls.</summary>
    /// <param name="height">Voxels along the first axis, above 2 <paramref name="radMax"/>.</param>
    /// <param name="width">Voxels along the second axis, likewise.</param>
    /// <param name="depth">Voxels along the third axis, likewise.</param>
    /// <param name="numObjs">Number of balls; later ones cover earlier ones.</param>
    /// <param name="radMax">Radii lie below this, in voxels.</param>
    /// <param name="radMin">The smallest radius, at least 1.</param>
    /// <param name="noiseMax">Amount of uniform noise behind the balls, as a share of the largest class number.</param>
    /// <param name="numSegClasses">Number of classes besides the background.</param>
    /// <param name="channelDim">Where an axis of one channel goes: 0, 3 or -1; null for none.</param>
    /// <param name="randomState">What to draw from; nobody can foretell the volume if null.</param>
    /// <returns>The volume, float32 in [0, 1], and the class of each voxel, int32.</returns>
    /// <exception cref="ArgumentException">The radii are out of order or do not fit the volume, or the channel axis is another.</exception>
    [ReferenceName("create_test_image_3d")]
    public static (Tensor Image, Tensor Label) CreateTestImage3d(
        int height, int width, int depth, int numObjs = 12, int radMax = 30, int radMin = 5, double noiseMax = 0, int numSegClasses = 5,
        int? channelDim = null, RandomState? randomState = null)
        => Create([height, width, depth], numObjs, radMax, radMin, noiseMax, numSegClasses, channelDim, randomState);

    private static (Tensor Image, Tensor Label) Create(
        int[] shape, int numObjs, int radMax, int radMin, double noiseMax, int numSegClasses, int? channelDim, RandomState? randomState)
    {
        Check(shape, radMax, radMin, channelDim);
        var random = randomState ?? new RandomState((uint)Random.Shared.NextInt64(1L << 32));
        var size = shape.Select(n => (long)n).ToArray();
        using var scope = NewDisposeScope();
        var values = zeros(size, ScalarType.Float64);
        for (var i = 0; i < numObjs; i++)
        {
            var center = shape.Select(n => random.RandInt(radMax, n - radMax)).ToArray();
            var radius = random.RandInt(radMin, radMax);
            var value = numSegClasses > 1 ? Math.Ceiling(random.Rand() * numSegClasses) : random.Rand() * 0.5 + 0.5;
            Paint(values, center, radius, value);
        }
        var label = values.ceil().to_type(ScalarType.Int32);
        var noise = random.Uniform(0, numSegClasses * noiseMax, size);
        var image = Rescale(values.maximum(noise).to_type(ScalarType.Float32));
        return (WithChannel(image), WithChannel(label));

        Tensor WithChannel(Tensor picture)
            => (channelDim is { } axis ? picture.unsqueeze(axis == 0 ? 0 : -1) : picture.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>Sets a ball to one value; only the box around it is looked at.</summary>
    private static void Paint(Tensor values, long[] center, long radius, double value)
    {
        using var scope = NewDisposeScope();
        var box = values;
        var squared = zeros([1], ScalarType.Int64);
        for (var axis = 0; axis < center.Length; axis++)
        {
            box = box.narrow(axis, center[axis] - radius, 2 * radius + 1);
            squared = squared.unsqueeze(-1) + arange(-radius, radius + 1).square();
        }
        box.masked_fill_(squared.squeeze(0).le(radius * radius), value);
    }

    private static Tensor Rescale(Tensor values)
    {
        var (low, high) = (values.min(), values.max());
        return low.Equals(high) ? values * 0 : (values - low) / (high - low);
    }

    private static void Check(int[] shape, int radMax, int radMin, int? channelDim)
    {
        if (radMin < 1 || radMax <= radMin)
        {
            throw new ArgumentException($"SyntheticImages: radii are drawn from [{radMin}, {radMax}); the range must not be empty and starts at 1 or above.");
        }
        if (shape.Min() <= 2 * radMax)
        {
            throw new ArgumentException($"SyntheticImages: {string.Join(" x ", shape)} has no room for balls of a radius up to {radMax}; each side must be above {2 * radMax}.");
        }
        if (channelDim is { } axis && axis != 0 && axis != -1 && axis != shape.Length)
        {
            throw new ArgumentException($"SyntheticImages: the channel axis is {axis}; it can be 0, {shape.Length} or -1.");
        }
    }
}
