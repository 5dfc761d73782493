using Medulla.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>How a segmentation loss reads its arguments: activation, one-hot encoding, background.</summary>
/// <param name="Loss">Name of the loss, for messages.</param>
/// <param name="IncludeBackground">Whether channel 0 counts.</param>
/// <param name="ToOnehotY">Whether the target holds class indices.</param>
/// <param name="Sigmoid">Whether the input goes through a sigmoid.</param>
/// <param name="Softmax">Whether the input goes through a softmax over its channels.</param>
/// <param name="OtherAct">Another activation of the input.</param>
internal sealed record SegmentationInput(
    string Loss, bool IncludeBackground, bool ToOnehotY, bool Sigmoid, bool Softmax, Func<Tensor, Tensor>? OtherAct)
{
    /// <summary>At most one activation.</summary>
    public bool Sigmoid { get; init; } = (Sigmoid ? 1 : 0) + (Softmax ? 1 : 0) + (OtherAct is null ? 0 : 1) <= 1 ? Sigmoid
        : throw new ArgumentException($"{Loss}: more than one of sigmoid, softmax and other_act is asked for; choose one.");

    /// <summary>The axes that a score of one class sums over: space, and the batch if it counts as one image.</summary>
    public static long[] Space(long rank, bool batch)
        => [.. Enumerable.Range(0, (int)rank).Where(axis => axis > 1 || (axis == 0 && batch)).Select(axis => (long)axis)];

    /// <summary>Sees to it that the target has the input's channels, or one of class indices.</summary>
    /// <exception cref="ArgumentException">It has another number of axes or channels.</exception>
    public static void RequireChannels(string loss, Tensor input, Tensor target)
    {
        var (given, wanted) = (input.shape, target.shape);
        if (given.Length < 2 || given.Length != wanted.Length || (wanted[1] != 1 && wanted[1] != given[1]))
        {
            throw new ArgumentException($"{loss}: input is [{string.Join(", ", given)}] and target [{string.Join(", ", wanted)}]; "
                + "the target must have the input's channels, or one channel of class indices.");
        }
    }

    /// <summary>Sees to it that there is a structure beside the background.</summary>
    /// <exception cref="ArgumentException">There is one channel.</exception>
    public static void RequireStructure(string loss, Tensor input)
    {
        if (input.shape[1] < 2)
        {
            throw new ArgumentException($"{loss}: input is {input.Text()}; at least two channels are expected, the background and a structure.");
        }
    }

    /// <summary>Scores and target of equal shape [B, C, spatial...]. With a single channel, softmax, one-hot and background have no meaning and are left out.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public (Tensor Input, Tensor Target) Read(Tensor input, Tensor target)
    {
        var (given, wanted) = (input.shape, target.shape);
        var severalClasses = given.Length > 1 && given[1] > 1;
        // Half precision ends at 65504, which the sum over a small volume exceeds.
        input = input.element_size() < sizeof(float) ? input.to_type(ScalarType.Float32) : input;
        input = Sigmoid ? input.sigmoid() : Softmax && severalClasses ? input.softmax(1) : OtherAct?.Invoke(input) ?? input;
        if (ToOnehotY && severalClasses)
        {
            target = OneHot.Of(target, (int)given[1]);
        }
        if (!IncludeBackground && severalClasses)
        {
            (input, target) = (input.slice(1, 1, given[1], 1), target.slice(1, 1, target.shape[1], 1));
        }
        target = target.is_floating_point() && target.element_size() >= sizeof(float) ? target : target.to_type(input.dtype);
        return input.shape.AsSpan().SequenceEqual(target.shape) ? (input, target) : throw new ArgumentException(
            $"{Loss}: input is [{string.Join(", ", given)}] and target [{string.Join(", ", wanted)}]; they must match after one-hot and background removal"
            + (severalClasses && wanted.Length > 1 && wanted[1] == 1 && !ToOnehotY ? " (class indices need to_onehot_y)." : "."));
    }
}
