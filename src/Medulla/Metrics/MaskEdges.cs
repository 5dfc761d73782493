using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>The surfaces of a prediction and of a label.</summary>
/// <param name="YPred">Where the prediction's surface is, bool.</param>
/// <param name="Y">Where the label's is, of the same shape.</param>
/// <param name="YPredAreas">How much surface of the prediction there is at each place; null if that was not asked for.</param>
/// <param name="YAreas">Likewise of the label.</param>
public sealed record MaskEdges(Tensor YPred, Tensor Y, Tensor? YPredAreas = null, Tensor? YAreas = null) : IReferenceForm
{
    /// <inheritdoc/>
    object IReferenceForm.ReferenceForm => YPredAreas is null || YAreas is null ? (YPred, Y) : (YPred, Y, YPredAreas, YAreas);
}
