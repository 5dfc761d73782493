using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// One minus the centreline Dice: how much of each skeleton lies in the other's structure, which asks for connected tubes. Shit et
/// al., clDice (2021). Input and target: probabilities [B, C, spatial...] in [0, 1], two or three spatial axes; the first channel is
/// the background and does not count. The two may change places.
/// </summary>
/// <param name="iter">How often pictures are eroded for the skeleton: half the width, in voxels, of the widest structure.</param>
/// <param name="smooth">Added to both sides of the quotients, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
public sealed class SoftclDiceLoss(int iter = 3, double smooth = 1) : Loss(nameof(SoftclDiceLoss), Reduction.Mean)
{
    private readonly int iter = Check.NotNegative(iter);
    private readonly double smooth = Check.NotNegative(smooth);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => Of(nameof(SoftclDiceLoss), input, target, iter, smooth);

    /// <summary>The loss, for the one that adds it to Dice as well.</summary>
    internal static Tensor Of(string loss, Tensor input, Tensor target, int iter, double smooth)
    {
        Shapes.RequireSpatial(loss, input, 2, 3);
        Shapes.RequireEqual(loss, input, target);
        SegmentationInput.RequireStructure(loss, input);
        Tensor Structures(Tensor x) => x.slice(1, 1, x.shape[1], 1);
        // Channels do not meet in a skeleton, so none is made of the background.
        (input, target) = (Structures(input), Structures(target));
        Tensor Share(Tensor picture, Tensor other)
        {
            var skeleton = SoftSkeleton.Of(picture, iter);
            return ((skeleton * other).sum() + smooth) / (skeleton.sum() + smooth);
        }
        var (precision, sensitivity) = (Share(input, target), Share(target, input));
        return 1 - (2 * precision * sensitivity / (precision + sensitivity));
    }
}
