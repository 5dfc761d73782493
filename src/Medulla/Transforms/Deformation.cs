using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>
/// Resamples where no affine mapping says where voxels come from: through a field of vectors, or with coordinates for each axis. On
/// the CPU neither makes a grid of coordinates; elsewhere libtorch's grid_sample does the work.
/// </summary>
internal static class Deformation
{
    /// <summary>Voxel i of the result reads the source at <c>toSource(i) + vectors * field(i)</c>.</summary>
    /// <param name="source">[C, spatial...].</param>
    /// <param name="field">[axes, target's spatial...].</param>
    /// <param name="toSource">Voxel index of the target to voxel index of the source.</param>
    /// <param name="vectors">Vectors of the field to voxels of the source; only its linear part counts.</param>
    /// <param name="sampling">How values are made up; interpolated ones.</param>
    /// <returns>[C, target's spatial...], float32.</returns>
    public static Tensor Through(Tensor source, Tensor field, Affine toSource, Affine vectors, Sampling sampling)
        => TensorMemory.Scoped(() =>
        {
            CheckRank(source);
            var shape = field.shape[1..];
            var interpolation = sampling.Interpolation ?? throw new ArgumentException("a deformation needs interpolation, but none is given.");
            if (source.device_type == DeviceType.CPU)
            {
                var input = source.to_type(ScalarType.Float32).contiguous();
                var motion = field.to_type(ScalarType.Float32).cpu().contiguous();
                var output = empty([input.shape[0], .. shape]);
                Resampler.Deform(
                    input.AsSpan<float>(), input.shape.AsSpan(1), output.AsSpan<float>(), shape, (int)input.shape[0], motion.AsSpan<float>(),
                    toSource, vectors, interpolation, Resampling.Padding(sampling), sampling.AlignCorners);
                return output;
            }
            return ThroughGrid(source, field, toSource, vectors, interpolation, sampling);
        });

    /// <summary>The straight libtorch way, through a full sampling grid.</summary>
    internal static Tensor ThroughGrid(Tensor source, Tensor field, Affine toSource, Affine vectors, Interpolation interpolation, Sampling sampling)
    {
        var moved = field.to(source.device).to_type(ScalarType.Float32).unbind(0);
        var index = meshgrid(field.shape[1..].Select(n => arange(n, ScalarType.Float32, source.device)), indexing: "ij").ToArray();
        return Resampling.AtPoints(
            source, row => Combined(toSource, row, index) + toSource[row, toSource.Rank] + Combined(vectors, row, moved), interpolation, sampling);
    }

    /// <summary>Each axis by itself.</summary>
    /// <param name="source">[C, spatial...].</param>
    /// <param name="coordinates">For each axis, the source voxel coordinate of each of its target positions.</param>
    /// <param name="sampling">How values are made up; interpolated ones.</param>
    /// <returns>[C, target's spatial...], float32.</returns>
    public static Tensor AlongAxes(Tensor source, IReadOnlyList<double[]> coordinates, Sampling sampling)
        => TensorMemory.Scoped(() =>
        {
            CheckRank(source);
            var interpolation = sampling.Interpolation ?? throw new ArgumentException("a deformation needs interpolation, but none is given.");
            if (source.device_type == DeviceType.CPU)
            {
                var input = source.to_type(ScalarType.Float32).contiguous();
                var output = empty([input.shape[0], .. coordinates.Select(axis => (long)axis.Length)]);
                Resampler.ResampleAxes(
                    input.AsSpan<float>(), input.shape.AsSpan(1), output.AsSpan<float>(), (int)input.shape[0], coordinates,
                    interpolation, Resampling.Padding(sampling), sampling.AlignCorners);
                return output;
            }
            return AlongGrid(source, coordinates, interpolation, sampling);
        });

    /// <summary>The straight libtorch way, through a full sampling grid.</summary>
    internal static Tensor AlongGrid(Tensor source, IReadOnlyList<double[]> coordinates, Interpolation interpolation, Sampling sampling)
    {
        var points = meshgrid(coordinates.Select(axis => tensor(axis, device: source.device)), indexing: "ij").ToArray();
        return Resampling.AtPoints(source, row => points[row], interpolation, sampling);
    }

    /// <summary>The mapping between the middles of a target and a source; an axis of one voxel counts half, as in the reference.</summary>
    public static Affine BetweenMiddles(Values<long> target, Values<long> source, Affine motion)
        => Middle(source, 1) * Vectors(source) * motion * Middle(target, -1);

    /// <summary>Vectors in voxels of a target to voxels of a source.</summary>
    public static Affine Vectors(Values<long> source) => Affine.Scaling([.. source.Select(n => n / (double)Math.Max(2, n))]);

    /// <summary>Moves by the middle of an image.</summary>
    public static Affine Middle(Values<long> shape, int sign) => Affine.Translation([.. shape.Select(n => sign * (n - 1) / 2.0)]);

    private static Tensor Combined(Affine map, int row, IReadOnlyList<Tensor> axes)
        => axes.Select((t, column) => t * map[row, column]).Aggregate((a, b) => a + b);

    private static void CheckRank(Tensor source)
    {
        if (source.Dimensions is < 2 or > 4 || (source.Dimensions == 2 && source.device_type != DeviceType.CPU))
        {
            throw new ArgumentException($"deformations work on images of 2 or 3 spatial axes, on the CPU also of 1; this one has {source.Dimensions - 1} on {source.device}.");
        }
    }
}
