using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Boxes found in an image, best first.</summary>
/// <param name="Boxes">[N, 2 axes], in the standard mode.</param>
/// <param name="Scores">[N].</param>
/// <param name="Labels">Their classes, [N], int64.</param>
public sealed record DetectedBoxes(Tensor Boxes, Tensor Scores, Tensor Labels) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => (Boxes, Scores, Labels);

    /// <summary>The same boxes, handed to the caller's dispose scope.</summary>
    internal DetectedBoxes MoveToOuterScope()
        => new(Boxes.MoveToOuterDisposeScope(), Scores.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope());
}
