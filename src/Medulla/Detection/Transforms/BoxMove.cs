using Medulla.Imaging.Geometry;
using Medulla.Transforms;

namespace Medulla.Detection.Transforms;

/// <summary>Stands in the history of boxes for a step that moved them.</summary>
/// <param name="ToNew">Coordinates before to coordinates after.</param>
internal sealed record BoxMove(Affine ToNew) : IImageTransform
{
    object? ITransform.Run(object? item, Call call) => Moved(Item.Image(item, this), ToNew);

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => Moved(image, ToNew.Inverse());

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Moved(image, ToNew);

    private static MetaTensor Moved(MetaTensor boxes, Affine affine) => boxes.WithData(BoxMoves.ApplyAffineToBoxes(boxes.Data, affine));
}
