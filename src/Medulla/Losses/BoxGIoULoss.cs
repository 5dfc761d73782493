using Medulla.Data.Boxes;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the generalised intersection over union of each box with the one at its place. Rezatofighi et al., Generalized
/// Intersection over Union (2019). Input and target: boxes in the standard mode, [N, 4] or [N, 6]. Computed in float32.
/// </summary>
/// <param name="reduction">How the parts [N] become one number.</param>
[ReferenceName("giou")]
public sealed class BoxGIoULoss(Reduction reduction = Reduction.Mean) : Loss(nameof(BoxGIoULoss), reduction)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireEqual(nameof(BoxGIoULoss), input, target);
        var giou = BoxMeasures.BoxPairGiou(target.to_type(ScalarType.Float32), input.to_type(ScalarType.Float32));
        return Reduce(1 - giou).to_type(input.dtype);
    }
}
