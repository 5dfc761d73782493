using Medulla.Imaging;
using Medulla.Runtime;

namespace Medulla.Transforms.Vision;

/// <summary>Pads the last two axes, as torchvision's Pad. The affine stays; use SpatialPad where anatomy is to keep its place.</summary>
/// <param name="Padding">Pixels on each side; left and right, top and bottom; or left, top, right, bottom.</param>
/// <param name="Fill">The value outside.</param>
/// <param name="PaddingMode">What lies outside: constant, edge, reflect or symmetric.</param>
/// <exception cref="ArgumentException">The padding is neither 1, 2 nor 4 numbers of at least 0.</exception>
public sealed record VisionPad(Values<int> Padding, double Fill = 0, PadMode PaddingMode = PadMode.Constant) : Transform
{
    /// <summary>Pixels at the sides.</summary>
    public Values<int> Padding { get; init; } = Padding.Count is 1 or 2 or 4 && Padding.All(n => n >= 0) ? Padding
        : throw new ArgumentException($"VisionPad: the padding is {Padding}; 1, 2 or 4 numbers of at least 0 are expected.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            var leading = data.Dimensions == 2 ? data.unsqueeze(0) : data;
            var (left, top, right, bottom) = (Padding[0], Padding.Cyclic(1), Padding.Cyclic(2), Padding.Cyclic(3));
            (long, long)[] amounts = [.. Enumerable.Repeat((0L, 0L), (int)leading.Dimensions - 3), (top, bottom), (left, right)];
            var padded = Borders.Apply(leading, amounts, PaddingMode, Fill);
            return data.Dimensions == 2 ? padded.squeeze(0) : padded;
        }));
}
