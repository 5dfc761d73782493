using Medulla.Imaging;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Makes a mask of one value of a label map; what else is in it goes under another key, its objects numbered from 1.</summary>
/// <param name="Keys">The label map, [1, H, W]; a single key. It becomes uint8.</param>
/// <param name="Others">The key for everything else, uint8.</param>
/// <param name="MaskValue">
/// Key of the value to take. Null or empty takes all below <paramref name="OthersValue"/>; all but the largest of these then count as others too.
/// </param>
/// <param name="MinArea">Accepted for configurations' sake; the reference does not look at it either.</param>
/// <param name="OthersValue">Values from here on are not taken, where there is no <paramref name="MaskValue"/>.</param>
/// <param name="ToBinaryMask">Whether what is taken becomes 1.</param>
/// <exception cref="ArgumentException">There are several keys.</exception>
public sealed record SplitLabel(
    Values<string> Keys, string Others = "others", string? MaskValue = "mask_value", int MinArea = 5, int OthersValue = 0, bool ToBinaryMask = true)
    : SampleTransform(Keys)
{
    private readonly string key = Keys.Count == 1 ? Keys[0] : throw new ArgumentException($"SplitLabel: Keys is {Keys}; a single key of a label map is expected.");

    private protected override Sample Apply(Sample sample, Call call) => At(key, () =>
    {
        using var scope = NewDisposeScope();
        var label = sample.Image(key).Data;
        var (mask, value) = Taken(sample, label);
        var rest = label.masked_fill(label.eq(value), 0);
        rest = rest.masked_fill(rest.gt(0), 1);
        var others = rest.ne(0).any().item<bool>() ? FlattenLabel.Numbered(rest[0], connectivity: 1).unsqueeze(0) : rest.to_type(ScalarType.Byte);
        mask = ToBinaryMask ? mask.masked_fill(mask.gt(0), 1) : mask;
        return sample.With(key, Like(mask.to_type(ScalarType.Byte))).With(Others, Like(others));

        object Like(Tensor made) => Item.Like(sample[key], made.alias().MoveToOuterDisposeScope());
    });

    private (Tensor Mask, double Value) Taken(Sample sample, Tensor label)
    {
        if (MaskValue is { Length: > 0 })
        {
            var value = At(MaskValue, () => Clicks.Number(sample[MaskValue]));
            return (label.masked_fill(label.ne(value), 0), value);
        }
        var below = label.masked_fill(label.ge(OthersValue), 0);
        return (below, Math.Truncate(below.max().to_type(ScalarType.Float64).item<double>()));
    }
}
