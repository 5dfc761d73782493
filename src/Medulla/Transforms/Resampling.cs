using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>Executes mappings: by moving voxels where that is enough, by CPU kernels, or by libtorch for everything else.</summary>
internal static class Resampling
{
    /// <summary>How far a matrix may be from whole numbers to count as a move of voxels.</summary>
    private const double Tolerance = 1e-3;

    public static Tensor Execute(Tensor source, Mapping mapping)
    {
        var rank = mapping.ToSource.Rank;
        if (source.Dimensions - 1 > rank && mapping.Stretch is null)
        {
            return Folded(source, mapping, rank);
        }
        if (source.Dimensions - 1 != rank)
        {
            throw new ArgumentException($"the image has {source.Dimensions - 1} spatial axes, the mapping {rank}.");
        }
        if (mapping.Target.Shape.Any(n => n <= 0))
        {
            // A crop may leave nothing, as in the reference; there is nothing to interpolate either way.
            return zeros([source.shape[0], .. mapping.Target.Shape.Select(n => Math.Max(0, n))], source.dtype, source.device);
        }
        if (mapping.Stretch is not null)
        {
            return TensorMemory.Scoped(() => Stretching.Execute(source, mapping));
        }
        var given = mapping;
        mapping = mapping.Sampling is { AlignCorners: true, Interpolation: not null } ? Stretched(mapping, source.shape.AsSpan(1).ToArray()) : mapping;
        return TensorMemory.Scoped(() =>
        {
            if (AxisMoves.Of(mapping.ToSource, Tolerance) is { } moves && (mapping.Sampling.Interpolation is null || LeavesNothingToMakeUp(mapping, source.shape)))
            {
                var moved = moves.Execute(source, mapping.Target.Shape, mapping.Sampling);
                return mapping.Sampling.Interpolation is null ? moved : moved.to_type(ScalarType.Float32);
            }
            if (mapping.Sampling.Interpolation is not { } interpolation)
            {
                throw new InvalidOperationException($"the mapping {mapping.ToSource} needs interpolation, but none is given.");
            }
            if (interpolation == Interpolation.Spline1 && Linear(mapping.Sampling) is { } linear)
            {
                mapping = mapping with { Sampling = linear };
                interpolation = Interpolation.Linear;
            }
            interpolation = interpolation == Interpolation.NearestExact ? Interpolation.Nearest : interpolation;
            return interpolation > Interpolation.Linear ? BySplines(source, mapping, interpolation)
                : source.device_type == DeviceType.CPU && rank <= 3
                ? interpolation == Interpolation.Nearest && IsDiagonal(given.ToSource) ? NearestAlongAxes(source, given) : OnCpu(source, mapping, interpolation)
                : OnDevice(source, mapping, interpolation);
        });
    }

    /// <summary>
    /// With aligned corners the outer voxels' centres take the place of the images' faces, in source and target: n voxels, n wide
    /// from face to face, are squeezed between centres that are n - 1 apart. An axis of one voxel has one place only.
    /// </summary>
    internal static Mapping Stretched(Mapping mapping, long[] source)
    {
        var rank = source.Length;
        var target = mapping.Target.Shape;
        var toFaces = Affine.Create(rank, (row, column) => target[row] == 1 ? (row == column ? 1 : 0)
            : row == column ? target[row] / (target[row] - 1.0) : column == rank ? -0.5 : 0);
        var toCentres = Affine.Create(rank, (row, column) =>
            (row == column ? 1 : column == rank ? 0.5 : 0) * (source[row] - 1.0) / source[row]);
        return mapping with { ToSource = toCentres * mapping.ToSource * toFaces };
    }

    /// <summary>Whether moved voxels are what interpolation gives: where all lie inside, or what lies outside is the same for both.</summary>
    private static bool LeavesNothingToMakeUp(Mapping mapping, long[] source)
    {
        if (mapping.Sampling is { Outside: PadMode.Edge } or { Outside: PadMode.Constant, Fill: 0 })
        {
            return true;
        }
        var (first, last) = (mapping.ToSource.Apply(new double[source.Length - 1]), mapping.ToSource.Apply([.. mapping.Target.Shape.Select(n => n - 1.0)]));
        return first.Concat(last).Select((x, i) => x > -0.5 && x < source[i % first.Length + 1] - 0.5).All(inside => inside);
    }

    /// <summary>Splines and cubic convolution, on the CPU wherever the image is.</summary>
    private static Tensor BySplines(Tensor source, Mapping mapping, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Area)
        {
            throw new ArgumentException("means over areas are for resizes; interpolation at points takes nearest, linear, cubic or splines.");
        }
        var input = source.cpu().to_type(ScalarType.Float32).contiguous();
        var shape = mapping.Target.Shape.ToArray();
        var output = empty([input.shape[0], .. shape]);
        SplineResampler.Resample(
            input.AsSpan<float>(), input.shape.AsSpan(1), output.AsSpan<float>(), shape, (int)input.shape[0], mapping.ToSource,
            interpolation, Boundary(mapping.Sampling, interpolation));
        return output.to(source.device);
    }

    /// <summary>The linear interpolation that a spline of order 1 is; null where the two differ at the edges.</summary>
    private static Sampling? Linear(Sampling spline) => spline switch
    {
        { Outside: PadMode.Edge } => new(Interpolation.Linear, PadMode.Edge),
        { Outside: PadMode.GridConstant, Fill: 0 } => new(Interpolation.Linear),
        { Outside: PadMode.Reflect } => new(Interpolation.Linear, PadMode.Reflect),
        { Outside: PadMode.Mirror } => new(Interpolation.Linear, PadMode.Reflect, AlignCorners: true),
        _ => null,
    };

    /// <summary>What lies outside for splines and cubic convolution.</summary>
    internal static SplineBoundary Boundary(Sampling sampling, Interpolation interpolation)
        => interpolation == Interpolation.Cubic
            ? Padding(sampling) switch
            {
                Imaging.Kernels.Resampling.Padding.Zeros => SplineBoundary.GridConstant,
                Imaging.Kernels.Resampling.Padding.Border => SplineBoundary.Nearest,
                _ => sampling.AlignCorners ? SplineBoundary.Mirror : SplineBoundary.Reflect,
            }
            : sampling switch
            {
                { Outside: PadMode.Constant, Fill: 0 } => SplineBoundary.Constant,
                { Outside: PadMode.GridConstant, Fill: 0 } => SplineBoundary.GridConstant,
                { Outside: PadMode.Edge } => SplineBoundary.Nearest,
                { Outside: PadMode.Reflect } => SplineBoundary.Reflect,
                { Outside: PadMode.Mirror } => SplineBoundary.Mirror,
                { Outside: PadMode.Wrap } => SplineBoundary.Wrap,
                { Outside: PadMode.GridWrap } => SplineBoundary.GridWrap,
                _ => throw new ArgumentException($"splines can fill the outside with zeros, the edge, or the image mirrored or wrapped; {sampling.Outside}"
                    + $"{(sampling.Fill == 0 ? "" : $" of {sampling.Fill}")} was asked for."),
            };

    /// <summary>
    /// An image with more axes than the mapping. Its memory is read as if the further axes were channels, whatever their place, which is
    /// what the reference does.
    /// </summary>
    private static Tensor Folded(Tensor source, Mapping mapping, int rank)
    {
        var target = Values.From(mapping.Target.Shape.Take(rank));
        return TensorMemory.Scoped(() =>
        {
            var folded = source.contiguous().reshape([-1, .. source.shape.Skip(1).Take(rank)]);
            var result = Execute(folded, mapping with { Target = mapping.Target with { Shape = target } });
            return result.reshape([source.shape[0], .. target, .. source.shape.Skip(rank + 1)]);
        });
    }

    private static bool IsDiagonal(Affine map)
        => Enumerable.Range(0, map.Rank).All(row => Enumerable.Range(0, map.Rank).All(column => row == column || map[row, column] == 0));

    /// <summary>
    /// Nearest voxels where axes are only stretched. Which of two equally near ones is taken hangs on rounding, so that coordinates go
    /// the reference's way: through a grid of normalised ones, in double.
    /// </summary>
    private static Tensor NearestAlongAxes(Tensor source, Mapping mapping)
    {
        var (shape, size) = (mapping.Target.Shape, source.shape[1..]);
        return Deformation.AlongAxes(
            source, [.. shape.Select((count, axis) => ThroughNormalized(size[axis], count, mapping.ToSource[axis, axis], mapping.ToSource[axis, shape.Count], mapping.Sampling.AlignCorners))],
            mapping.Sampling);
    }

    /// <summary>Source coordinates of the positions of an axis; images reach from -1 to 1, from face to face.</summary>
    private static double[] ThroughNormalized(long from, long to, double factor, double offset, bool alignCorners)
    {
        var (scale, shift) = (2.0 / from, 1.0 / from - 1);
        var (targetScale, targetShift) = (2.0 / to, 1.0 / to - 1);
        var slope = scale * factor * (1 / targetScale);
        var start = scale * factor * (-targetShift / targetScale) + (scale * offset + shift);
        var step = 2.0 / (to - 1);
        var result = new double[to];
        for (var i = 0L; i < to; i++)
        {
            var place = to == 1 ? 0 : i < to / 2 ? -1 + step * i : 1 - step * (to - 1 - i);
            var there = slope * (alignCorners ? place : place * (to - 1) / to) + start;
            result[i] = alignCorners ? (there + 1) / 2 * (from - 1) : ((there + 1) * from - 1) / 2;
        }
        return result;
    }

    private static Tensor OnCpu(Tensor source, Mapping mapping, Interpolation interpolation)
    {
        var input = source.to_type(ScalarType.Float32).contiguous();
        var shape = mapping.Target.Shape.ToArray();
        var output = empty([input.shape[0], .. shape]);
        Resampler.Resample(
            input.AsSpan<float>(), input.shape.AsSpan(1), output.AsSpan<float>(), shape, (int)input.shape[0], mapping.ToSource,
            interpolation, Padding(mapping.Sampling), mapping.Sampling.AlignCorners);
        return output;
    }

    /// <summary>The straight libtorch way, through a full sampling grid; for 2-D and 3-D images on any device.</summary>
    internal static Tensor OnDevice(Tensor source, Mapping mapping, Interpolation interpolation)
    {
        var rank = mapping.ToSource.Rank;
        if (rank is < 2 or > 3)
        {
            throw new NotSupportedException($"interpolation of images with {rank} spatial axes on {source.device} is not supported; 2 and 3 are.");
        }
        var target = mapping.Target.Shape;
        var axes = target.Select(n => arange(n, ScalarType.Float64, source.device)).ToArray();
        var index = meshgrid(axes, indexing: "ij").ToArray();
        return AtPoints(source, row => index.Select((t, column) => t * mapping.ToSource[row, column]).Aggregate((a, b) => a + b) + mapping.ToSource[row, rank], interpolation, mapping.Sampling);
    }

    /// <summary>The libtorch way at points of the caller's making.</summary>
    /// <param name="source">[C, spatial...], of 2 or 3 spatial axes.</param>
    /// <param name="voxel">For each axis, the source voxel coordinate of each target voxel.</param>
    /// <param name="interpolation">Between voxels.</param>
    /// <param name="sampling">Outside the source.</param>
    internal static Tensor AtPoints(Tensor source, Func<int, Tensor> voxel, Interpolation interpolation, Sampling sampling)
    {
        List<Tensor> normalized = [];
        for (var row = (int)source.Dimensions - 2; row >= 0; row--)   // grid_sample wants the last axis first
        {
            normalized.Add(sampling.AlignCorners
                ? voxel(row) * (2.0 / Math.Max(1, source.shape[row + 1] - 1)) - 1
                : (voxel(row) * 2 + 1) / source.shape[row + 1] - 1);
        }
        var grid = stack(normalized, -1).to_type(ScalarType.Float32).unsqueeze(0);
        var padding = Padding(sampling) switch
        {
            Imaging.Kernels.Resampling.Padding.Border => GridSamplePaddingMode.Border,
            Imaging.Kernels.Resampling.Padding.Reflection => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        };
        var mode = interpolation == Interpolation.Nearest ? GridSampleMode.Nearest : GridSampleMode.Bilinear;
        return nn.functional.grid_sample(source.to_type(ScalarType.Float32).unsqueeze(0), grid, mode, padding, sampling.AlignCorners).squeeze(0);
    }

    internal static Imaging.Kernels.Resampling.Padding Padding(Sampling sampling) => sampling switch
    {
        { Outside: PadMode.Constant or PadMode.GridConstant, Fill: 0 } => Imaging.Kernels.Resampling.Padding.Zeros,
        { Outside: PadMode.Edge } => Imaging.Kernels.Resampling.Padding.Border,
        { Outside: PadMode.Reflect or PadMode.Wrap or PadMode.GridWrap } => Imaging.Kernels.Resampling.Padding.Reflection,
        _ => throw new ArgumentException($"interpolation can fill the outside with zeros, border or reflection; {sampling.Outside}"
            + $"{(sampling.Fill == 0 ? "" : $" of {sampling.Fill}")} was asked for."),
    };
}
