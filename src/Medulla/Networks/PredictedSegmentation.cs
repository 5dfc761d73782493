using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Segmentations of what networks put out.</summary>
public static class PredictedSegmentation
{
    /// <summary>Class numbers, or for each class whether it is there.</summary>
    /// <param name="logits">A network's output [B, C, spatial...].</param>
    /// <param name="mutuallyExclusive">Whether each voxel has one class, that of the largest value. A single channel is compared to the threshold all the same.</param>
    /// <param name="threshold">Otherwise, the least value of a class that is there.</param>
    /// <returns>Class numbers [B, 1, spatial...], int64, or 0 and 1 [B, C, spatial...], int32.</returns>
    [ReferenceName("predict_segmentation")]
    public static Tensor Of(Tensor logits, bool mutuallyExclusive = false, double threshold = 0)
    {
        if (mutuallyExclusive && logits.shape[1] > 1)
        {
            return logits.argmax(1, keepdim: true);
        }
        using var there = logits >= threshold;
        return there.to_type(ScalarType.Int32);
    }
}
