using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>Picks the anchors that the classification loss is computed of; by far most find nothing, and would drown the others.</summary>
public interface IAnchorSampler
{
    /// <summary>Picks anchors of one image, at random from libtorch's generator.</summary>
    /// <param name="labels">[N]; 0 for an anchor that is to find nothing, 1 or more for one that is to find a box; others are not picked.</param>
    /// <param name="scores">What the network says of each, [N]: the higher, the surer that there is something.</param>
    /// <returns>Masks of those picked that are to find a box, and of those that are not, [N], uint8.</returns>
    (Tensor Positive, Tensor Negative) Select(Tensor labels, Tensor scores);
}
