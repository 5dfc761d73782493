using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Maps intensities along a random rising curve of straight pieces, within their own range.</summary>
/// <param name="NumControlPoints">Number of points of the curve, at least 3: one number, or a range to draw from (both ends included); 10 if null.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <exception cref="ArgumentException">There are fewer points, or more than two numbers.</exception>
public sealed record RandHistogramShift(Values<int>? NumControlPoints = null, double Prob = 0.1) : RandomTransform<RandHistogramShift.Drawn>(Prob)
{
    /// <summary>The range of the number of points.</summary>
    public Values<int> NumControlPoints { get; init; } = (NumControlPoints ?? 10) is { Count: 1 or 2 } points && points.All(n => n > 2)
        ? [points.Min(), points.Max()]
        : throw new ArgumentException($"RandHistogramShift: num_control_points is {NumControlPoints}; one or two numbers of at least 3 are expected.");

    /// <summary>The curve at equal steps over the range of intensities, as shares of that range.</summary>
    public sealed record Drawn(Values<double> Curve);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var count = (int)random.RandInt(NumControlPoints[0], NumControlPoints[1] + 1);
        var curve = Enumerable.Range(0, count).Select(i => i / (count - 1.0)).ToArray();
        for (var i = 1; i < count - 1; i++)
        {
            curve[i] = random.Uniform(curve[i - 1], curve[i + 1]);
        }
        return new(curve);
    }

    /// <inheritdoc/>
    /// <remarks>Computed on the CPU, wherever the image is. An image of one intensity stays as it is.</remarks>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var values = image.Data.to_type(ScalarType.Float32, copy: true).cpu().contiguous();
            var (low, high) = (values.min().item<float>(), values.max().item<float>());
            if (low < high)
            {
                var last = drawn.Curve.Count - 1;
                PiecewiseLinear.Map(
                    values.AsSpan<float>(), [.. drawn.Curve.Select((_, i) => low + (high - low) * (i / (double)last))], [.. drawn.Curve.Select(share => low + (high - low) * share)]);
            }
            return values.to_type(image.Data.dtype).to(image.Data.device);
        }));
}
