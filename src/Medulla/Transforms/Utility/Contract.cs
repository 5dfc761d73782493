using System.Globalization;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>
/// States what an image must be, asserts it and hands the image on unchanged. Terms that are null are not asked about. On several
/// keys all are looked at before the error lists what is wrong: <c>new Contract(Orientation: "RAS").On(("image", c => c with
/// { Channels = 1 }), ("label", c => c with { Labels = [0, 1] }))</c>.
/// </summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="SpatialDims">Number of spatial axes.</param>
/// <param name="SpatialSize">Voxels along each spatial axis, -1 where any number will do.</param>
/// <param name="Spacing">Voxel size along each axis, mm, -1 where any will do; a single number holds for all axes.</param>
/// <param name="SpacingTolerance">By how much voxel sizes may differ, mm.</param>
/// <param name="Orientation">Which way the axes run, as in "RAS".</param>
/// <param name="AngleTolerance">By how much axes may be turned away from the world's, radians; any oblique image will do if null.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="ValueRange">The range in which all values lie; NaN lies in none.</param>
/// <param name="ValueTolerance">By how much values may lie outside the range, or beside a label.</param>
/// <param name="Labels">The numbers that values can be; not all need occur.</param>
/// <param name="Finite">Whether all values are finite.</param>
/// <exception cref="ArgumentException">A tolerance is negative, or the orientation is none.</exception>
public sealed record Contract(
    int? Channels = null, int? SpatialDims = null, Values<int>? SpatialSize = null, Values<double>? Spacing = null,
    double SpacingTolerance = 1e-3, string? Orientation = null, double? AngleTolerance = null, ScalarType? Dtype = null,
    Interval? ValueRange = null, double ValueTolerance = 0, Values<int>? Labels = null, bool Finite = false) : Transform
{
    private const int Shown = 5;

    /// <summary>By how much voxel sizes may differ, mm.</summary>
    public double SpacingTolerance { get; init; } = Check.NotNegative(SpacingTolerance);

    /// <summary>By how much values may lie outside the range, or beside a label.</summary>
    public double ValueTolerance { get; init; } = Check.NotNegative(ValueTolerance);

    /// <summary>Which way the axes run, as in "RAS".</summary>
    public string? Orientation { get; init; } = Orientation is null ? null : Imaging.Geometry.Orientation.Parse(Orientation).ToString();

    /// <summary>The image, which keeps the contract.</summary>
    /// <exception cref="ContractException">It does not.</exception>
    public override MetaTensor Apply(MetaTensor image)
    {
        var violations = Violations(image).ToList();
        return violations.Count == 0 ? image : throw new ContractException(violations);
    }

    /// <summary>Whatever an image breaks of the contract; nothing if it keeps it.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <param name="key">Its key in a sample.</param>
    public IEnumerable<ContractViolation> Violations(MetaTensor image, string? key = null)
        => Shapes(image).Concat(Places(image)).Concat(Elements(image)).Select(term => new ContractViolation(key, image.Metadata.FileName, term.Term, term.Found, term.Expected));

    /// <summary>Asserts the contracts of all keys at once.</summary>
    internal static void Assert(Sample sample, IEnumerable<KeyValuePair<string, ITransform>> contracts)
    {
        var violations = contracts.SelectMany(part => sample.TryGetValue(part.Key, out var value) && value is MetaTensor or Tensor
            ? ((Contract)part.Value).Violations(sample.Image(part.Key), part.Key)
            : [new(part.Key, null, "it", sample.ContainsKey(part.Key) ? Sample.Describe(value) : "missing", "an image")]).ToList();
        if (violations.Count > 0)
        {
            throw new ContractException(violations);
        }
    }

    private IEnumerable<(string Term, string Found, string Expected)> Shapes(MetaTensor image)
    {
        if (Channels is { } channels && image.Channels != channels)
        {
            yield return ("the number of channels", $"{image.Channels}", $"{channels}");
        }
        if (SpatialDims is { } rank && image.SpatialShape.Count != rank)
        {
            yield return ("the number of spatial axes", $"{image.SpatialShape.Count}", $"{rank}");
        }
        if (SpatialSize is { } size && !(size.Count == image.SpatialShape.Count && size.Zip(image.SpatialShape).All(axis => axis.First < 0 || axis.First == axis.Second)))
        {
            yield return ("the spatial size", $"{image.SpatialShape}", $"{size}{(size.Any(n => n < 0) ? ", -1 being any" : "")}");
        }
    }

    private IEnumerable<(string Term, string Found, string Expected)> Places(MetaTensor image)
    {
        var (rank, affine) = (image.SpatialShape.Count, image.Grid.VoxelToWorld);
        var spacing = affine.Spacing();
        if (Spacing is { } sides && !((sides.Count == rank || sides.Count == 1)
            && Enumerable.Range(0, rank).All(axis => sides.Cyclic(axis) < 0 || Math.Abs(spacing[axis] - sides.Cyclic(axis)) <= SpacingTolerance)))
        {
            yield return ("the spacing", $"{Values.From(spacing.Select(Rounded))} mm", Text($"{sides} mm within {SpacingTolerance} mm"));
        }
        if (Orientation is null && AngleTolerance is null)
        {
            yield break;
        }
        if (rank > 3 || affine.Determinant == 0)
        {
            yield return ("the orientation", "none, since the affine is singular or has more than 3 axes", Orientation ?? "one along the world's axes");
            yield break;
        }
        var found = Imaging.Geometry.Orientation.Of(affine);
        if (Orientation is not null && found.ToString() != Orientation)
        {
            yield return ("the orientation", found.ToString(), Orientation);
        }
        var turned = Enumerable.Range(0, rank).Max(axis => Math.Acos(Math.Min(1, Math.Abs(affine[found.Axes[axis], axis]) / spacing[axis])));
        if (turned > AngleTolerance)
        {
            yield return ("the largest angle between an axis and the world's", Text($"{Rounded(turned)} radians"), Text($"at most {AngleTolerance}"));
        }
    }

    private IEnumerable<(string Term, string Found, string Expected)> Elements(MetaTensor image)
    {
        if (Dtype is { } type && image.Unresampled.dtype != type)
        {
            yield return ("the element type", Describe(image.Unresampled.dtype), Describe(type));
        }
        if (ValueRange is null && Labels is null && !Finite)
        {
            yield break;
        }
        // Asked for before the scope opens: an image that waited for its resampling keeps the voxels.
        var voxels = image.Data;
        using var scope = NewDisposeScope();
        if (Finite && Bad(voxels, voxels.isfinite()) is { } infinite)
        {
            yield return ("a value", infinite, "finite ones");
        }
        if (ValueRange?.Ordered is { } range && Bad(voxels, (voxels >= range.Low - ValueTolerance).logical_and(voxels <= range.High + ValueTolerance)) is { } outside)
        {
            yield return ("a value", outside, $"{range}{Within}");
        }
        if (Labels is { } labels && Bad(voxels, IsLabel(voxels, labels)) is { } strange)
        {
            yield return ("a value", strange, $"one of {labels}{Within}");
        }
    }

    private string Within => ValueTolerance > 0 ? Text($" within {ValueTolerance}") : "";

    private Tensor IsLabel(Tensor voxels, Values<int> labels)
        => labels.Aggregate(zeros_like(voxels, ScalarType.Bool), (fits, label) => TensorMemory.Scoped(
            () => fits.logical_or(ValueTolerance == 0 ? voxels == label : (voxels - label).abs() <= ValueTolerance)));

    /// <summary>Some of the values that do not fit, and how many there are; null if all fit.</summary>
    private static string? Bad(Tensor voxels, Tensor fits)
    {
        var bad = voxels.masked_select(fits.logical_not());
        var count = bad.numel();
        if (count == 0)
        {
            return null;
        }
        var some = bad.slice(0, 0, Math.Min(count, 10_000), 1).to_type(ScalarType.Float64).cpu().data<double>().ToArray().Distinct().Order().ToList();
        var text = string.Join(", ", some.Take(Shown).Select(value => Text($"{value:G6}")));
        return $"{text}{(some.Count > Shown ? ", ..." : "")} ({count} of {voxels.numel()} voxels)";
    }

    private static string Describe(ScalarType type) => type == ScalarType.Byte ? "uint8" : type.ToString().ToLowerInvariant();

    private static double Rounded(double value) => Math.Round(value, 5);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
