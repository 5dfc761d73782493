using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Class numbers as one channel for each class.</summary>
public static class OneHot
{
    /// <summary>Spreads class numbers.</summary>
    /// <param name="labels">[B, 1, spatial...], values 0 to numClasses - 1.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <param name="dim">The axis of classes.</param>
    /// <returns>[B, numClasses, spatial...].</returns>
    /// <exception cref="ArgumentException">The axis of classes has another length than 1, or a label is out of range.</exception>
    [Imaging.ReferenceName("one_hot")]
    public static Tensor Of(Tensor labels, int numClasses, ScalarType dtype = ScalarType.Float32, int dim = 1) => TensorMemory.Scoped(() =>
    {
        while (labels.Dimensions <= dim)
        {
            labels = labels.unsqueeze(-1);
        }
        long[] shape = [.. labels.shape];
        if (shape[dim] != 1)
        {
            throw new ArgumentException($"labels are [{string.Join(", ", shape)}]; axis {dim} must have one channel of class numbers to be made one-hot.");
        }
        var index = labels.to_type(ScalarType.Int64);
        var largest = index.numel() == 0 ? 0 : index.max().item<long>();
        var smallest = index.numel() == 0 ? 0 : index.min().item<long>();
        if (smallest < 0 || largest >= numClasses)
        {
            throw new ArgumentException($"labels reach from {smallest} to {largest}; {numClasses} classes are numbered 0 to {numClasses - 1}.");
        }
        shape[dim] = numClasses;
        return zeros(shape, dtype, labels.device).scatter_(dim, index, ones_like(index, dtype));
    });
}
