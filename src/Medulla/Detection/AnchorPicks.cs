using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Draws some of a list of anchors.</summary>
internal static class AnchorPicks
{
    /// <summary>A mask [<paramref name="total"/>], uint8, of so many of the anchors that are listed.</summary>
    public static Tensor Draw(Tensor anchors, long count, long total)
    {
        using var scope = NewDisposeScope();
        var picked = anchors.index_select(0, randperm(anchors.numel(), device: anchors.device).narrow(0, 0, count));
        return zeros([total], ScalarType.Byte, anchors.device).index_fill_(0, picked, 1).MoveToOuterDisposeScope();
    }
}
