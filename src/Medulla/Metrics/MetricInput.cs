using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>What metrics ask of predictions and labels.</summary>
internal static class MetricInput
{
    /// <summary>A shape as messages write it.</summary>
    public static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    /// <summary>Sees to it that prediction and label have one shape of at least so many axes.</summary>
    /// <exception cref="ArgumentException">They have not, or there are no classes.</exception>
    public static void RequireShapes(string metric, Tensor yPred, Tensor y, int least, int most = int.MaxValue)
    {
        var axes = (int)yPred.Dimensions;
        if (axes < least || axes > most || !yPred.shape.AsSpan().SequenceEqual(y.shape))
        {
            throw new ArgumentException($"{metric}: y_pred is {Text(yPred)} and y {Text(y)}; both must have the same shape, {Expected(least, most)}.");
        }
        if (axes > 1 && yPred.shape[1] == 0)
        {
            throw new ArgumentException($"{metric}: y_pred is {Text(yPred)}, without any class; at least one channel is expected.");
        }
    }

    /// <summary>Sees to it that an argument has no NaN.</summary>
    /// <exception cref="ArgumentException">It has.</exception>
    public static void RequireNumbers(string metric, Tensor values, string name = "y_pred")
    {
        if (Largest(values) is double.NaN)
        {
            throw NotNumbers(metric, values, name);
        }
    }

    /// <summary>What is thrown where an argument has NaN.</summary>
    public static ArgumentException NotNumbers(string metric, Tensor values, string name)
        => new($"{metric}: {name} {Text(values)} has values that are NaN; numbers are expected. A network that gives NaN has diverged.");

    /// <summary>Sees to it that prediction and label are one-hot: numbers, and not indices of classes.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void RequireOneHot(string metric, Tensor yPred, Tensor y, int least, int most = int.MaxValue)
    {
        RequireShapes(metric, yPred, y, least, most);
        RequireNoIndices(metric, yPred, "y_pred");
        RequireNoIndices(metric, y, "y");
    }

    /// <summary>In a type whose sums do not overflow: half precision ends at 65504, which sums over small volumes exceed.</summary>
    public static Tensor Summable(Tensor values)
        => values.is_floating_point() && values.element_size() < sizeof(float) ? values.to_type(ScalarType.Float32) : values;

    /// <summary>Sees to it that an argument is numbers, and not indices of classes in a single channel.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void RequireNoIndices(string metric, Tensor values, string name)
    {
        var largest = Largest(values);
        if (double.IsNaN(largest))
        {
            throw NotNumbers(metric, values, name);
        }
        if (largest > 1 && values.shape[1] == 1)
        {
            throw new ArgumentException($"{metric}: {name} {Text(values)} has values up to {largest} in a single channel, as indices of classes have; "
                + "one channel for each class is expected: use AsDiscrete(ToOnehot: classes) or OneHot.Of first.");
        }
    }

    /// <summary>The largest value; NaN if one is.</summary>
    private static double Largest(Tensor values)
    {
        if (values.dtype == ScalarType.Bool || values.numel() == 0)
        {
            return 0;
        }
        using var scope = NewDisposeScope();
        return values.max().to_type(ScalarType.Float64).item<double>();
    }

    private static string Expected(int least, int most) => least switch
    {
        1 => "a value for each image",
        2 => "[B, C] or [B, C, spatial...]",
        3 when most == int.MaxValue => "[B, C, spatial...]",
        _ => $"[B, C] with {(least == most ? $"{least - 2}" : $"{least - 2} to {most - 2}")} spatial axes",
    };
}
