using System.Collections;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>Where a prediction and a label differ.</summary>
internal static class Discrepancies
{
    /// <summary>What is missed and what wrongly found, float32, moved to the outer dispose scope.</summary>
    /// <param name="label">The label's mask, bool.</param>
    /// <param name="prediction">The prediction's mask, bool.</param>
    public static List<object?> Between(Tensor label, Tensor prediction)
        => [Moved(label.logical_and(prediction.logical_not())), Moved(prediction.logical_and(label.logical_not()))];

    /// <summary>What is missed and what wrongly found, as a sample holds them: two arrays, or one with a first axis of two.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static (Tensor Missed, Tensor Wrong) Read(object? value) => value switch
    {
        MetaTensor image => Read(image.Data),
        Tensor { Dimensions: > 1 } both when both.shape[0] == 2 => (both[0], both[1]),
        IList and [var missed, var wrong] => (Item.Image(missed, nameof(Discrepancies)).Data, Item.Image(wrong, nameof(Discrepancies)).Data),
        _ => throw new ArgumentException($"discrepancies are {Sample.Describe(value)}; a pair of arrays is expected, what is missed and what wrongly found."),
    };

    private static Tensor Moved(Tensor mask) => mask.to_type(ScalarType.Float32).MoveToOuterDisposeScope();
}
