using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using Role = Medulla.Imaging.Kernels.RandomWalk.Role;

namespace Medulla.Transforms.Intensity;

/// <summary>Which data an ultrasound image holds.</summary>
public enum UltrasoundMode
{
    /// <summary>Brightness.</summary>
    B,

    /// <summary>Radio frequency, one scan line a column; its envelope is taken.</summary>
    RF,
}

/// <summary>Where random walks leave an ultrasound image at its far end.</summary>
public enum SinkMode
{
    /// <summary>In the last row.</summary>
    All,

    /// <summary>In the middle of the last row.</summary>
    Mid,

    /// <summary>At the darkest pixels of the last row, a tenth at either end aside.</summary>
    Min,

    /// <summary>Where a mask says.</summary>
    Mask,
}

/// <summary>
/// How much each pixel of an ultrasound image is to be trusted: the probability that a random walk from it reaches the transducer (the
/// first row) before the far end.
/// </summary>
/// <param name="Alpha">Attenuation over the depth of the image.</param>
/// <param name="Beta">How much differences of intensity hinder walks.</param>
/// <param name="Gamma">How much steps that are not along scan lines are hindered.</param>
/// <param name="Mode">Which data the image holds.</param>
/// <param name="SinkMode">Where walks end at the far end.</param>
/// <param name="UseCg">Whether an approximate solution would do. Here it is always exact, so this changes nothing.</param>
/// <param name="CgTol">How near to the exact one it should come, as a share of the equations' right side.</param>
/// <param name="CgMaxiter">How many iterations would do.</param>
/// <remarks>
/// Takes [1, H, W], or [1, D, H, W] whose D pictures are averaged, and gives [H, W], float64. See Karamalis et al., Ultrasound confidence
/// maps using random walks, Medical Image Analysis 16(6), 2012.
/// </remarks>
public sealed record UltrasoundConfidenceMapTransform(
    double Alpha = 2, double Beta = 90, double Gamma = 0.05, UltrasoundMode Mode = UltrasoundMode.B, SinkMode SinkMode = SinkMode.All,
    bool UseCg = false, double CgTol = 1e-6, int CgMaxiter = 200) : Transform
{
    private const double LeastWeight = 1e-5, MachineEpsilon = 2.220446049250313e-16;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image has another shape, or the sinks need a mask.</exception>
    public override MetaTensor Apply(MetaTensor image)
        => SinkMode == SinkMode.Mask
            ? throw new ArgumentException("UltrasoundConfidenceMapTransform: SinkMode is Mask, but no mask was given; call Apply(image, mask).")
            : image.WithData(Map(image.Data, null));

    /// <summary>The map with sinks where <paramref name="mask"/> is not 0.</summary>
    /// <param name="image">[1, H, W] or [1, D, H, W].</param>
    /// <param name="mask">[1, H, W].</param>
    /// <exception cref="ArgumentException">The image or the mask has another shape.</exception>
    public MetaTensor Apply(MetaTensor image, Tensor mask) => image.WithData(Map(image.Data, mask));

    private Tensor Map(Tensor image, Tensor? mask)
    {
        var shape = image.shape;
        if (shape.Length is < 3 or > 4 || shape[0] != 1)
        {
            throw new ArgumentException($"UltrasoundConfidenceMapTransform: an image [{string.Join(", ", shape)}] was given; [1, H, W] or [1, D, H, W] is expected.");
        }
        return TensorMemory.Scoped(() =>
        {
            var values = image[0].to_type(ScalarType.Float64);
            values = values.Dimensions == 3 ? values.mean([0]) : values;
            values = (values - values.min()) / (values.max() - values.min() + MachineEpsilon);
            values = (Mode == UltrasoundMode.RF ? Envelope(values) : values).cpu().contiguous();
            var roles = Roles(values, mask);
            var depth = linspace(0, 1, values.shape[0], ScalarType.Float64).unsqueeze(1);
            var weighted = (values * (1 - (depth * -Alpha).exp())).contiguous();
            return Walk(weighted, roles).to(image.device).alias();
        });
    }

    private Tensor Walk(Tensor values, Role[] roles)
    {
        var (height, width) = ((int)values.shape[0], (int)values.shape[1]);
        var intensities = values.AsSpan<double>().ToArray();
        // Differences are scaled to [0, 1] twice, before and after the penalty for leaving the scan line.
        var largest = Math.Max(Largest(values[1..] - values[..^1]), LargestAcross(values));
        var scaledMost = Math.Max(Largest(values[1..] - values[..^1]) / (largest + MachineEpsilon), LargestAcross(values) / (largest + MachineEpsilon) + Gamma);
        var result = empty(values.shape, ScalarType.Float64);
        RandomWalk.Probabilities(roles, height, width, Weight, result.AsSpan<double>());
        return result;

        double Weight(int a, int b)
        {
            var difference = Math.Abs(intensities[a] - intensities[b]) / (largest + MachineEpsilon) + (b - a == width ? 0 : Gamma);
            return Math.Exp(-Beta * difference / (scaledMost + MachineEpsilon)) + LeastWeight;
        }
    }

    /// <summary>The largest difference between neighbours in different columns.</summary>
    private static double LargestAcross(Tensor values)
    {
        var (left, right) = (values[.., ..^1], values[.., 1..]);
        return Math.Max(Largest(right - left), Math.Max(Largest(right[1..] - left[..^1]), Largest(right[..^1] - left[1..])));
    }

    private static double Largest(Tensor differences) => differences.numel() == 0 ? 0 : differences.abs().max().item<double>();

    private Role[] Roles(Tensor values, Tensor? mask)
    {
        var (height, width) = ((int)values.shape[0], (int)values.shape[1]);
        var roles = new Role[height * width];
        var lastRow = roles.AsSpan((height - 1) * width);
        switch (SinkMode)
        {
            case SinkMode.All:
                lastRow.Fill(Role.Sink);
                break;
            case SinkMode.Mid:
                lastRow[width / 2] = Role.Sink;
                break;
            case SinkMode.Min:
                var tenth = width / 10;
                if (tenth == 0)
                {
                    throw new ArgumentException($"UltrasoundConfidenceMapTransform: the darkest pixels are looked for without a tenth at either end; {width} columns are too few, at least 10 are needed.");
                }
                var row = values.AsSpan<double>()[((height - 1) * width + tenth)..^tenth];
                var darkest = double.PositiveInfinity;
                foreach (var value in row)
                {
                    darkest = Math.Min(darkest, value);
                }
                for (var i = 0; i < row.Length; i++)
                {
                    lastRow[tenth + i] = row[i] == darkest ? Role.Sink : Role.Free;
                }
                break;
            default:
                MarkSinks(roles, mask!, values);
                break;
        }
        roles.AsSpan(0, width).Fill(Role.Source);
        return roles;
    }

    private static void MarkSinks(Role[] roles, Tensor mask, Tensor values)
    {
        if (mask.Dimensions != values.Dimensions + 1 || !mask.shape.AsSpan(1).SequenceEqual(values.shape))
        {
            throw new ArgumentException($"UltrasoundConfidenceMapTransform: the mask is [{string.Join(", ", mask.shape)}]; for this image [1, {string.Join(", ", values.shape)}] is expected.");
        }
        var isSink = mask[0].ne(0).cpu().contiguous().AsSpan<bool>();
        for (var i = 0; i < roles.Length; i++)
        {
            roles[i] = isSink[i] ? Role.Sink : Role.Free;
        }
    }

    /// <summary>The absolute value of the analytic signal along columns.</summary>
    internal static Tensor Envelope(Tensor values)
    {
        var n = values.shape[0];
        var weights = zeros(n, 1, ScalarType.Float64, values.device);
        weights[0] = 1;
        weights[1..(int)((n + 1) / 2)] = 2;
        if (n % 2 == 0)
        {
            weights[n / 2] = 1;
        }
        return fft.ifftn(fft.fftn(values, dim: [0]) * weights, dim: [0]).abs();
    }
}
