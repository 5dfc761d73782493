using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Label maps as one channel for each class.</summary>
public static class OneHot
{
    /// <summary>A 1 in the channel of each element's class, 0 in the others.</summary>
    /// <param name="labels">Class indices, of size 1 along <paramref name="dim"/>, such as [B, 1, H, W, D]; axes that it lacks up to there are appended.</param>
    /// <param name="numClasses">Number of classes, background included.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <param name="dim">The axis of the classes.</param>
    /// <returns>The shape of <paramref name="labels"/> with <paramref name="numClasses"/> along <paramref name="dim"/>.</returns>
    /// <exception cref="ArgumentException">The axis has another size than 1, or a label lies outside [0, <paramref name="numClasses"/>).</exception>
    [ReferenceName("one_hot")]
    public static Tensor Encode(Tensor labels, int numClasses, ScalarType dtype = ScalarType.Float32, int dim = 1)
    {
        using var scope = NewDisposeScope();
        Check.Positive(numClasses);
        long[] shape = [.. labels.shape, .. Enumerable.Repeat(1L, Math.Max(0, dim + 1 - (int)labels.Dimensions))];
        if (shape[dim] != 1)
        {
            throw new ArgumentException($"one-hot encoding takes class indices with size 1 along axis {dim}; the labels are [{string.Join(", ", shape)}].");
        }
        var index = labels.reshape(shape).to_type(ScalarType.Int64);
        if (index.numel() > 0 && (index.min().item<long>() < 0 || index.max().item<long>() >= numClasses))
        {
            throw new ArgumentException($"labels run from {index.min().item<long>()} to {index.max().item<long>()}, but there are {numClasses} classes: 0 to {numClasses - 1}.");
        }
        shape[dim] = numClasses;
        var one = ones(1, dtype, labels.device).expand(index.shape);
        return zeros(shape, dtype, labels.device).scatter_(dim, index, one).MoveToOuterDisposeScope();
    }
}
