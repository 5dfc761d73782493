using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>Pads the image until its size is divisible, as networks with strides need it.</summary>
/// <param name="K">The divisor of each axis, or one for all; 0 or less leaves an axis as it is.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Method">On which sides to pad.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
public sealed record DivisiblePad(
    Values<int> K, [property: PerKey] PadMode Mode = PadMode.Constant, PadMethod Method = PadMethod.Symmetric,
    [property: ReferenceName("value", "constant_values")] double Value = 0) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
        => new SpatialPad(Values.From(DivisibleSize(source.Shape, K).Select(n => (int)n)), Method, Mode, Value).Map(source);

    /// <summary>The least size that is at least a given one and divisible.</summary>
    /// <param name="spatialShape">The size.</param>
    /// <param name="k">The divisor, one for all axes or one for each; axes where it is not positive stay as they are.</param>
    [ReferenceName("compute_divisible_spatial_size")]
    public static Values<long> DivisibleSize(Values<long> spatialShape, Values<int> k)
        => Values.From(SpatialSize.PerAxis(k, spatialShape.Count, nameof(k)).Zip(spatialShape, (k, n) => k > 0 ? (n + k - 1) / k * k : n));
}
