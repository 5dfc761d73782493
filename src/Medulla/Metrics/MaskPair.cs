using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A class in a prediction and a label, cut out around both: bytes in row-major order, 1 in the class.</summary>
/// <param name="Predicted">The prediction's voxels.</param>
/// <param name="Labelled">The label's.</param>
/// <param name="Shape">Voxels along each axis; at least one.</param>
internal sealed record MaskPair(byte[] Predicted, byte[] Labelled, long[] Shape)
{
    /// <summary>Both as masks [spatial...] of bytes, 1 in the class.</summary>
    public (Tensor Predicted, Tensor Labelled) Tensors() => (tensor(Predicted, Shape), tensor(Labelled, Shape));

    /// <summary>Cuts a class out.</summary>
    /// <param name="predicted">Float32 [spatial...] on the CPU, 1 in the class.</param>
    /// <param name="predictedBox">The box around the class; null if it is not there.</param>
    /// <param name="labelled">As <paramref name="predicted"/>.</param>
    /// <param name="labelledBox">As <paramref name="predictedBox"/>.</param>
    public static MaskPair Cut(Tensor predicted, BoundingBox? predictedBox, Tensor labelled, BoundingBox? labelledBox)
    {
        var box = predictedBox is null ? labelledBox : labelledBox is null ? predictedBox : predictedBox.Union(labelledBox);
        // A class that is nowhere keeps one voxel, for shapes have no zeros.
        box ??= new(new long[predicted.Dimensions], [.. Enumerable.Repeat(1L, (int)predicted.Dimensions)]);
        return new(Mask(predicted, box), Mask(labelled, box), box.Shape);
    }

    private static byte[] Mask(Tensor classes, BoundingBox box)
        => Array.ConvertAll(box.Crop<float>(classes.AsSpan<float>(), classes.shape), value => (byte)(value == 1 ? 1 : 0));
}
