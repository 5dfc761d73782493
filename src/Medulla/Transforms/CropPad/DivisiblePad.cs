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
    {
        var size = SpatialSize.PerAxis(K, source.Rank, nameof(K)).Zip(source.Shape, (k, n) => (int)(k > 0 ? (n + k - 1) / k * k : n));
        return new SpatialPad(Values.From(size), Method, Mode, Value).Map(source);
    }
}
