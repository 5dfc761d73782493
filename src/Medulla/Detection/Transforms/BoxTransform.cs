using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>A transform of boxes, [N, 4] or [N, 6]; those that need to know of an image or of labels too are called by their <c>Apply</c>, or used on samples.</summary>
public abstract record BoxTransform : ITransform
{
    object? ITransform.Run(object? item, Call call)
    {
        var boxes = Item.Image(item, this);
        var result = Run(boxes.Data);
        return item is MetaTensor && result is Tensor moved ? boxes.WithData(moved) : result;
    }

    /// <summary>What becomes of boxes alone.</summary>
    private protected virtual object Run(Tensor boxes)
        => throw new ArgumentException($"{GetType().Name} takes more than boxes: call Apply with all it needs, or use it on a sample.");
}
