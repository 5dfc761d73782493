using Medulla.Runtime;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>Clicks as channels of an image: a blurred spot at each.</summary>
internal static class PointSignal
{
    /// <summary>The channel of some clicks.</summary>
    /// <param name="points">Points, of which the last numbers are voxel indices; those beyond the image are moved to its rim, those with a negative number are none.</param>
    /// <param name="image">[C, spatial...]; two spatial axes, or three.</param>
    /// <param name="sigma">Standard deviation of the spots, voxels.</param>
    /// <returns>[1, spatial...], float32, in [0, 1]; 0 throughout without clicks.</returns>
    public static Tensor Of(IEnumerable<double[]> points, Tensor image, double sigma)
    {
        if (image.Dimensions < 3)
        {
            throw new ArgumentException($"the image is [{string.Join(", ", image.shape)}]; [C, H, W] or [C, spatial...] with three spatial axes is expected.");
        }
        var shape = image.shape[^(image.Dimensions > 3 ? 3 : 2)..];
        using var scope = NewDisposeScope();
        var signal = zeros([1, .. shape]);
        var isClicked = false;
        foreach (var point in points.Where(point => point.All(at => at >= 0)))
        {
            if (point.Length < shape.Length)
            {
                throw new ArgumentException($"a click has {point.Length} numbers; at least {shape.Length} voxel indices are expected.");
            }
            isClicked = true;
            var index = shape.Zip(point[^shape.Length..]).Aggregate(0L, (row, axis) => row * axis.First + Math.Min((long)axis.Second, axis.First - 1));
            signal.AsSpan<float>()[(int)index] = 1;
        }
        if (isClicked)
        {
            signal = SeparableFilter.Apply(signal, [.. shape.Select(_ => GaussianWeights.Of(sigma))]);
            var (least, largest) = (signal.min(), signal.max());
            signal = (signal - least) / (largest - least);
        }
        return signal.to(image.device).MoveToOuterDisposeScope();
    }

    /// <summary>A picture of points as they are or, if asked for, blurred. In a picture of whole numbers, a blurred point is cut to 0.</summary>
    /// <param name="points">[H, W], 1 at points.</param>
    /// <param name="sigma">Standard deviation, pixels; null for no blur.</param>
    /// <param name="truncated">Where the blur ends, standard deviations.</param>
    public static Tensor Blurred(Tensor points, double? sigma, double truncated)
    {
        if (sigma is not { } deviation || !points.ne(0).any().item<bool>())
        {
            return points;
        }
        var weights = GaussianWeights.Of(deviation, GaussianApproximation.Erf, truncated);
        return SeparableFilter.Apply(points.unsqueeze(0), [weights, weights])[0].to_type(points.dtype);
    }

    /// <summary>The first channels of an image with further ones behind them, in a type that holds both as NumPy has it.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="channels">How many of its channels stay.</param>
    /// <param name="signals">[1, spatial...] each.</param>
    public static Tensor Behind(Tensor image, long channels, IEnumerable<Tensor> signals)
    {
        using var scope = NewDisposeScope();
        var type = image.dtype is ScalarType.Float64 or ScalarType.Int32 or ScalarType.Int64 ? ScalarType.Float64 : ScalarType.Float32;
        return cat([image.narrow(0, 0, Math.Min(channels, image.shape[0])).to_type(type), .. signals.Select(signal => signal.to_type(type))], 0).MoveToOuterDisposeScope();
    }
}
