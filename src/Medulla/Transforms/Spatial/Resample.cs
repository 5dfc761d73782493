using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Interpolates an image at the points of a grid, such as one of <see cref="AffineGrid"/>. The image's affine stays as it is.</summary>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="NormCoords">
/// Whether points are given in voxels from the middle of the image; otherwise in normalised coordinates, in which the image reaches from
/// -1 to 1, and in voxel indices for splines.
/// </param>
/// <param name="AlignCorners">Whether the image ends at the centres of its outer voxels rather than at their faces.</param>
/// <param name="Dtype">Element type to compute in: whole-numbered ones round the result, which is float32 all the same.</param>
public sealed record Resample(
    Interpolation Mode = Interpolation.Linear, PadMode PaddingMode = PadMode.Edge, bool NormCoords = true, bool AlignCorners = false,
    ScalarType? Dtype = ScalarType.Float64) : Transform
{
    /// <summary>The image as it is: there are no points to interpolate at.</summary>
    public override MetaTensor Apply(MetaTensor image) => image;

    /// <summary>The image at the points of a grid.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="grid">Coordinates of each point: [axes, points along each axis...]; a further row of ones is passed over. The image itself if null.</param>
    /// <returns>[C, points along each axis...], float32.</returns>
    /// <exception cref="ArgumentException">The grid does not have a row of coordinates for each axis.</exception>
    public MetaTensor Apply(MetaTensor image, Tensor? grid)
    {
        if (grid is null)
        {
            return image;
        }
        var data = image.Data;
        var axes = (int)data.Dimensions - 1;
        if (grid.Dimensions != axes + 1 || grid.shape[0] < axes)
        {
            throw new ArgumentException($"the grid is [{string.Join(", ", grid.shape)}]; an image with {axes} spatial axes takes [{axes} or more, {string.Join(", ", Enumerable.Repeat("n", axes))}].");
        }
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var points = grid.narrow(0, 0, axes);
            var sampling = new Sampling(Mode, PaddingMode, AlignCorners: AlignCorners);
            var result = Mode is Interpolation.Nearest or Interpolation.Linear
                ? Deformation.Through(data, points, Constant(axes, row => Origin(data.shape[row + 1])), Affine.Scaling([.. data.shape.Skip(1).Select(Step)]), sampling)
                : BySplines(data, points, sampling);
            return Dtype is { } dtype && is_integral(dtype) ? (result.abs() + 0.5).floor().mul(result.sign()) : result;
        }));
    }

    private Tensor BySplines(Tensor data, Tensor points, Sampling sampling)
    {
        var shape = data.shape[1..];
        var voxels = stack(points.unbind(0).Select((row, axis) => row.to_type(ScalarType.Float64) * Step(shape[axis]) + Origin(shape[axis])))
            .cpu().to_type(ScalarType.Float32).contiguous();
        var input = data.cpu().to_type(ScalarType.Float32).contiguous();
        var output = empty([input.shape[0], .. points.shape.Skip(1)]);
        SplineResampler.Warp(
            input.AsSpan<float>(), shape, output.AsSpan<float>(), output.shape.AsSpan(1), (int)input.shape[0], voxels.AsSpan<float>(), Mode,
            Resampling.Boundary(sampling, Mode));
        return output.to(data.device);
    }

    private bool IsSpline => Mode >= Interpolation.Spline0;

    /// <summary>Voxels to a unit of the grid, along an axis of n voxels.</summary>
    private double Step(long n)
    {
        var used = IsSpline ? Math.Max(2, n) : n;
        var wide = AlignCorners ? used - 1.0 : used;
        return NormCoords || IsSpline ? (IsSpline && !AlignCorners ? 1 : wide / Math.Max(2, n)) : wide / 2;
    }

    /// <summary>The voxel coordinate of the grid's 0.</summary>
    private double Origin(long n)
        => !IsSpline || NormCoords ? ((IsSpline ? Math.Max(2, n) : n) - 1) / 2.0
            : AlignCorners ? 0.5 * (Math.Max(2, n) - 1) / Math.Max(2, n) : 0;

    private static Affine Constant(int rank, Func<int, double> value) => Affine.Create(rank, (row, column) => column == rank ? value(row) : 0);
}
