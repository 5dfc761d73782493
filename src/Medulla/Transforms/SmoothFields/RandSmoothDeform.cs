using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.SmoothFields;

/// <summary>Bends an image at random by displacements that vary smoothly. Its affine stays.</summary>
/// <param name="SpatialSize">Size of the result, voxels along each axis; null for the random values' own.</param>
/// <param name="RandSize">Random values along each axis.</param>
/// <param name="Pad">Zeros that surround them on each side, so that the border moves less.</param>
/// <param name="FieldMode">Interpolation between the values.</param>
/// <param name="AlignCorners">Whether the outer values lie on the outer voxels' centres; null where the interpolation does not ask.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="DefRange">Range of displacements in halves of the image's size: 1 moves by half the image; a single number is its upper end, of a symmetric range; [-1, 1] if null.</param>
/// <param name="GridMode">Interpolation between voxels.</param>
/// <param name="GridPaddingMode">What lies outside the image.</param>
/// <param name="GridAlignCorners">
/// Whether the result's outer voxels, at rest, read the centres of the image's; otherwise they read its faces, as in the reference, so that
/// the image is stretched a little even where nothing moves it.
/// </param>
/// <exception cref="ArgumentException">The range is empty.</exception>
public sealed record RandSmoothDeform(
    Values<int>? SpatialSize, Values<int> RandSize, int Pad = 0, [property: PerKey] InterpolationMode FieldMode = InterpolationMode.Area,
    bool? AlignCorners = null, double Prob = 0.1, Interval? DefRange = null, [property: PerKey] Interpolation GridMode = Interpolation.Nearest,
    PadMode GridPaddingMode = PadMode.Edge, bool GridAlignCorners = false) : RandSmoothField(Prob)
{
    /// <summary>Range of displacements.</summary>
    public Interval? DefRange { get; init; } = Checked(DefRange);

    private protected override CoarseField Coarse => Field(RandSize, Pad, DefRange);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var source = image.SpatialShape;
            if (source.Count != RandSize.Count)
            {
                throw new ArgumentException($"RandSmoothDeform: random values of {RandSize.Count} axes cannot move an image of {source.Count}; rand_size takes one number for each.");
            }
            var field = CoarseField.Resize(drawn.Field, SpatialSize, FieldMode, AlignCorners);
            var target = field.shape[1..];
            double Extent(int axis) => GridAlignCorners ? source[axis] - 1 : source[axis];
            var toSource = Affine.Create(source.Count, (row, column) =>
                row == column ? Extent(row) / Math.Max(1, target[row] - 1) : column == source.Count && !GridAlignCorners ? -0.5 : 0);
            var vectors = Affine.Create(source.Count, (row, column) => row == column ? Extent(row) / 2 : 0);
            var sampling = new Sampling(GridMode, GridPaddingMode, AlignCorners: GridAlignCorners);
            return Deformation.Through(image.Data, field, toSource, vectors, sampling).to_type(image.Data.dtype);
        }));

    private static Interval? Checked(Interval? range)
    {
        _ = Field([1], 0, range);
        return range;
    }

    private static CoarseField Field(Values<int> size, int pad, Interval? range)
    {
        var (low, high) = (range ?? 1).Ordered;
        return new(size, pad, 0, low, high, size.Count);
    }
}
