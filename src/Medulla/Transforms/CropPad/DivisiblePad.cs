using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Pads the image until its size is divisible, as networks with strides need it.</summary>
/// <param name="K">The divisor of each axis, or one for all; 0 or less leaves an axis as it is.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Method">On which sides to pad.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
/// <param name="ConstantValues">
/// Instead of <paramref name="Value"/>: one value for all, or (before, after) first for channels, which counts for nothing, then for each axis.
/// </param>
public sealed record DivisiblePad(
    Values<int> K, [property: PerKey] PadMode Mode = PadMode.Constant, PadMethod Method = PadMethod.Symmetric,
    double Value = 0, Values<Values<double>>? ConstantValues = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var size = DivisibleSize(source.Shape, K).Select(n => (int)n);
        return new SpatialPad(Values.From(size), Method, Mode, Value, ConstantValues).Map(source);
    }

    /// <summary>The least size, at least the image's own, that is divisible.</summary>
    /// <param name="spatialShape">Voxels along each axis.</param>
    /// <param name="k">The divisor of each axis, or one for all; 0 or less leaves an axis as it is.</param>
    /// <exception cref="ArgumentException">There are neither one nor as many divisors as axes.</exception>
    [ReferenceName("compute_divisible_spatial_size")]
    public static Values<long> DivisibleSize(Values<long> spatialShape, Values<int> k)
        => Values.From(SpatialSize.PerAxis(k, spatialShape.Count, nameof(k)).Zip(spatialShape, (divisor, n) => divisor > 0 ? (n + divisor - 1) / divisor * divisor : n));
}
