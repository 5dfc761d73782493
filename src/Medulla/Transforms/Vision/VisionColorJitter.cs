using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Vision;

/// <summary>Changes brightness, contrast, saturation and hue at random, in random order, as torchvision's ColorJitter.</summary>
/// <param name="Brightness">The range of factors; b stands for [max(0, 1 - b), 1 + b]. None if 0.</param>
/// <param name="Contrast">Likewise, for the distance to the mean brightness.</param>
/// <param name="Saturation">Likewise, for the distance to grey.</param>
/// <param name="Hue">The range of turns of the colour circle, within [-0.5, 0.5]; h stands for [-h, h]. None if 0.</param>
/// <remarks>Pictures are [3 or 1, H, W] with values to 1, or to 255 in bytes. The draws are ours, not torchvision's.</remarks>
/// <exception cref="ArgumentException">A range is none of these; on a call, the picture has other channels.</exception>
public sealed record VisionColorJitter(Interval Brightness = default, Interval Contrast = default, Interval Saturation = default, Interval Hue = default)
    : RandomTransform<VisionColorJitter.Drawn>(1)
{
    /// <summary>The range of turns of the colour circle.</summary>
    public Interval Hue { get; init; } = Hue.Low >= -0.5 && Hue.High <= 0.5 ? Hue
        : throw new ArgumentException($"VisionColorJitter: hue is {Hue}; it lies within [-0.5, 0.5].");

    /// <summary>Factors, each null for no change, and the order of the four changes.</summary>
    public sealed record Drawn(Values<int> Order, double? Brightness, double? Contrast, double? Saturation, double? Hue);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var order = random.Permutation(4);
        return new(order, Factor(Brightness), Factor(Contrast), Factor(Saturation), Hue == default ? null : random.Uniform(Hue.Low, Hue.High));

        double? Factor(Interval range) => range == default ? null
            : range.Low < 0 ? random.Uniform(Math.Max(0, 1 + range.Low), 1 + range.High)
            : random.Uniform(range.Low, range.High);
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() => drawn.Order.Aggregate(image.Data, (picture, step) => step switch
        {
            0 when drawn.Brightness is { } factor => Blend(picture, zeros_like(picture), factor),
            1 when drawn.Contrast is { } factor => Blend(picture, Colors.Gray(picture).to_type(ScalarType.Float32).mean(), factor),
            2 when drawn.Saturation is { } factor => Blend(picture, Colors.Gray(picture), factor),
            3 when drawn.Hue is { } turn && picture.shape[0] != 1 => Turned(picture, turn),
            _ => picture,
        }).alias()));

    private static Tensor Blend(Tensor picture, Tensor other, double factor)
        => (picture * factor + other * (1 - factor)).clamp(0, picture.is_floating_point() ? 1.0 : 255.0).to_type(picture.dtype);

    private static Tensor Turned(Tensor picture, double turn)
        => picture.is_floating_point() ? Colors.TurnHue(picture, turn)
            : (Colors.TurnHue(picture.to_type(ScalarType.Float32) / 255, turn) * 255.999).to_type(picture.dtype);
}
