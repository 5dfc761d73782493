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
        if (source.Dimensions - 1 != mapping.ToSource.Rank)
        {
            throw new ArgumentException($"the image has {source.Dimensions - 1} spatial axes, the mapping {mapping.ToSource.Rank}.");
        }
        if (mapping.Target.Shape.Any(n => n <= 0))
        {
            // A crop may leave nothing, as in the reference; there is nothing to interpolate either way.
            return zeros([source.shape[0], .. mapping.Target.Shape.Select(n => Math.Max(0, n))], source.dtype, source.device);
        }
        mapping = mapping.Sampling is { AlignCorners: true, Interpolation: not null } ? Stretched(mapping, source.shape.AsSpan(1).ToArray()) : mapping;
        return TensorMemory.Scoped(() =>
        {
            if (AxisMoves.Of(mapping.ToSource, Tolerance) is { } moves)
            {
                var moved = moves.Execute(source, mapping.Target.Shape, mapping.Sampling);
                return mapping.Sampling.Interpolation is null ? moved : moved.to_type(ScalarType.Float32);
            }
            if (mapping.Sampling.Interpolation is not { } interpolation)
            {
                throw new InvalidOperationException($"the mapping {mapping.ToSource} needs interpolation, but none is given.");
            }
            return source.device_type == DeviceType.CPU && mapping.ToSource.Rank <= 3
                ? OnCpu(source, mapping, interpolation)
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
        List<Tensor> normalized = [];
        for (var row = rank - 1; row >= 0; row--)   // grid_sample wants the last axis first
        {
            var voxel = index.Select((t, column) => t * mapping.ToSource[row, column]).Aggregate((a, b) => a + b) + mapping.ToSource[row, rank];
            normalized.Add(mapping.Sampling.AlignCorners
                ? voxel * (2.0 / Math.Max(1, source.shape[row + 1] - 1)) - 1
                : (voxel * 2 + 1) / source.shape[row + 1] - 1);
        }
        var grid = stack(normalized, -1).to_type(ScalarType.Float32).unsqueeze(0);
        var padding = Padding(mapping.Sampling) switch
        {
            Imaging.Kernels.Resampling.Padding.Border => GridSamplePaddingMode.Border,
            Imaging.Kernels.Resampling.Padding.Reflection => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        };
        var mode = interpolation == Interpolation.Nearest ? GridSampleMode.Nearest : GridSampleMode.Bilinear;
        return nn.functional.grid_sample(source.to_type(ScalarType.Float32).unsqueeze(0), grid, mode, padding, mapping.Sampling.AlignCorners).squeeze(0);
    }

    private static Imaging.Kernels.Resampling.Padding Padding(Sampling sampling) => sampling switch
    {
        { Outside: PadMode.Constant, Fill: 0 } => Imaging.Kernels.Resampling.Padding.Zeros,
        { Outside: PadMode.Edge } => Imaging.Kernels.Resampling.Padding.Border,
        { Outside: PadMode.Reflect } => Imaging.Kernels.Resampling.Padding.Reflection,
        _ => throw new ArgumentException($"interpolation can fill the outside with zeros, border or reflection; {sampling.Outside}"
            + $"{(sampling.Fill == 0 ? "" : $" of {sampling.Fill}")} was asked for."),
    };
}
