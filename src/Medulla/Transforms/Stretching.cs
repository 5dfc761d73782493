using Medulla.Imaging.Kernels;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>Brings whole images to another size: by CPU kernels, or by libtorch's interpolate on other devices.</summary>
internal static class Stretching
{
    /// <summary>Smoothing ends at this many standard deviations.</summary>
    private const double Reach = 4;

    /// <summary>Executes a mapping with a stretch.</summary>
    /// <param name="source">[C, spatial...].</param>
    /// <param name="mapping">The mapping.</param>
    /// <returns>[C, spatial...] of the target's shape, float32.</returns>
    public static Tensor Execute(Tensor source, Mapping mapping)
    {
        var stretch = mapping.Stretch!;
        var before = new AxisMoves([.. Enumerable.Range(0, stretch.From.Count)], new bool[stretch.From.Count], stretch.Start.ToArray());
        var window = before.Execute(source.to_type(ScalarType.Float32), stretch.From, Sampling.Exact);
        if (stretch.Smoothing is { } smoothing)
        {
            window = Smooth(window, smoothing);
        }
        var result = ToSize(window, stretch.To.Span, mapping.Sampling.Interpolation!.Value, mapping.Sampling.AlignCorners);
        var after = AxisMoves.Of(stretch.ToSource.Inverse() * mapping.ToSource, 1e-3)
            ?? throw new InvalidOperationException($"the target of {mapping.ToSource} is no window of a stretch of {stretch.From} voxels to {stretch.To}.");
        return after.Execute(result, mapping.Target.Shape, mapping.Sampling);
    }

    /// <summary>Stretches an image to a size.</summary>
    /// <param name="image">[C, spatial...], float32.</param>
    /// <param name="size">Voxels along each axis.</param>
    /// <param name="interpolation">How; spline orders 0, 1 and 3 stand for exactly nearest, linear and cubic.</param>
    /// <param name="alignCorners">Whether the centres of the outer voxels are kept in place, rather than their faces.</param>
    /// <exception cref="ArgumentException">There are more than 3 spatial axes, or the spline has no counterpart.</exception>
    public static Tensor ToSize(Tensor image, ReadOnlySpan<long> size, Interpolation interpolation, bool alignCorners = false)
    {
        if (image.shape.AsSpan(1).SequenceEqual(size))
        {
            return image.alias();
        }
        if (image.Dimensions is < 2 or > 4)
        {
            throw new ArgumentException($"images of 1 to 3 spatial axes can be brought to another size; this one has {image.Dimensions - 1} spatial axes.");
        }
        interpolation = Plain(interpolation);
        if (image.device_type == DeviceType.CPU)
        {
            var input = image.contiguous();
            var output = empty([image.shape[0], .. size]);
            Stretcher.Stretch(input.AsSpan<float>(), input.shape.AsSpan(1), output.AsSpan<float>(), size, (int)input.shape[0], interpolation, alignCorners);
            return output;
        }
        return WithLibtorch(image, size, interpolation, alignCorners);
    }

    /// <summary>The straight libtorch way.</summary>
    internal static Tensor WithLibtorch(Tensor image, ReadOnlySpan<long> size, Interpolation interpolation, bool alignCorners = false)
    {
        var mode = (interpolation, image.Dimensions) switch
        {
            (Interpolation.Nearest, _) => InterpolationMode.Nearest,
            (Interpolation.NearestExact, _) => InterpolationMode.NearestExact,
            (Interpolation.Area, _) => InterpolationMode.Area,
            (Interpolation.Cubic, _) => InterpolationMode.Bicubic,
            (_, 2) => InterpolationMode.Linear,
            (_, 3) => InterpolationMode.Bilinear,
            _ => InterpolationMode.Trilinear,
        };
        return nn.functional.interpolate(
            image.unsqueeze(0), size.ToArray(), mode: mode,
            align_corners: interpolation is Interpolation.Linear or Interpolation.Cubic ? alignCorners : null).squeeze(0);
    }

    /// <summary>The interpolation that a stretch has for a spline.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal static Interpolation Plain(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Spline0 => Interpolation.NearestExact,
        Interpolation.Spline1 => Interpolation.Linear,
        Interpolation.Spline3 => Interpolation.Cubic,
        Interpolation.Spline2 or Interpolation.Spline4 or Interpolation.Spline5 => throw new ArgumentException(
            $"{interpolation} interpolation was asked for; an image can be stretched by splines of order 0, 1 and 3. Resample to an affine for others."),
        _ => interpolation,
    };

    private static Tensor Smooth(Tensor image, IReadOnlyList<double> sigmas)
    {
        var weights = sigmas.Select(Gaussian).ToArray();
        if (image.device_type == DeviceType.CPU && image.Dimensions <= 4)
        {
            var smooth = image.contiguous().clone();
            SeparableConvolution.Apply(smooth.AsSpan<float>(), smooth.shape.AsSpan(1), (int)smooth.shape[0], weights);
            return smooth;
        }
        for (var axis = 0; axis < weights.Length; axis++)
        {
            var lines = image.transpose(axis + 1, -1);
            var flat = lines.reshape(-1, 1, lines.shape[^1]);
            image = nn.functional.conv1d(flat, tensor(weights[axis], device: image.device).reshape(1, 1, -1), padding: weights[axis].Length / 2)
                .reshape(lines.shape).transpose(axis + 1, -1);
        }
        return image;
    }

    /// <summary>How much of a Gaussian falls on each voxel around its middle.</summary>
    private static float[] Gaussian(double sigma)
    {
        if (sigma <= 0)
        {
            return [1];
        }
        var tail = (int)(Math.Max(sigma * Reach, 0.5) + 0.5);
        var x = arange(-tail, tail + 1, ScalarType.Float64);
        var scale = 1 / (Math.Sqrt(2) * sigma);
        return (((x + 0.5) * scale).erf() - ((x - 0.5) * scale).erf()).mul(0.5).to_type(ScalarType.Float32).data<float>().ToArray();
    }
}
