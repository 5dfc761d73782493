using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>Shapes that a loss asks for, and how messages write them.</summary>
internal static class Shapes
{
    /// <summary>A tensor's shape as messages write it, <c>[2, 1, 4, 4]</c>.</summary>
    public static string Text(this Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    /// <summary>Sees to it that prediction and target have one shape.</summary>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void RequireEqual(string loss, Tensor input, Tensor target)
    {
        if (!input.shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new ArgumentException($"{loss}: input is {input.Text()} and target {target.Text()}; they must have the same shape.");
        }
    }

    /// <summary>Sees to it that a tensor has batch, channel and so many spatial axes.</summary>
    /// <exception cref="ArgumentException">It has another number of axes.</exception>
    public static void RequireSpatial(string loss, Tensor input, int least, int most)
    {
        var axes = input.Dimensions - 2;
        if (axes < least || axes > most)
        {
            throw new ArgumentException($"{loss}: input is {input.Text()}; batch, channels and {(least == most ? $"{least}" : $"{least} to {most}")} spatial axes are expected.");
        }
    }
}
