using Medulla.Imaging;
using Medulla.Interaction;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Maps of a picture, of one channel.</summary>
internal static class Maps
{
    /// <summary>A mask as [1, H, W].</summary>
    /// <exception cref="ArgumentException">It is no [1, H, W] or [H, W].</exception>
    public static Tensor Mask(string who, Tensor mask)
        => mask.Dimensions == 2 ? mask.unsqueeze(0)
            : mask.Dimensions == 3 && mask.shape[0] == 1 ? mask
            : throw new ArgumentException($"{who}: the mask is {Text(mask)}; [1, H, W] or [H, W] is expected.", nameof(mask));

    /// <summary>Sees to it that a border map is [1, H, W].</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void RequireBorder(string who, Tensor border)
    {
        if (border.Dimensions != 3 || border.shape[0] != 1)
        {
            throw new ArgumentException($"{who}: the border map is {Text(border)}; [1, H, W] is expected.", nameof(border));
        }
    }

    /// <summary>A map where another image lies, if its shape allows.</summary>
    public static MetaTensor Like(MetaTensor image, Tensor map) => image.Data.Dimensions == map.Dimensions ? image.WithData(map) : new(map);

    /// <summary>A shape as messages write it.</summary>
    public static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    /// <summary>Whole numbers under a key.</summary>
    public static Values<int> Numbers(object? value) => Values.From(Clicks.Whole(value).Select(number => (int)number));

    /// <summary>An array under a key.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static Tensor Array(object? value) => value switch
    {
        MetaTensor image => image.Data,
        Tensor array => array,
        _ => throw new ArgumentException($"an array is expected, not {value ?? "null"}."),
    };

    /// <summary>A sample with a map under a name that it did not have.</summary>
    /// <exception cref="ArgumentException">It has it already.</exception>
    public static Sample WithNew(this Sample sample, string key, object? value)
        => sample.ContainsKey(key) ? throw new ArgumentException($"the sample has the key '{key}' already; choose another.") : sample.With(key, value);
}
