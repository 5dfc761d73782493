using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// A Dice loss that knows which mistakes are worse: a distance between classes says how wrong one is in place of another. Fidon et
/// al., Generalised Wasserstein Dice Score for Imbalanced Multi-class Segmentation (2017). Input: logits [B, C, spatial...]; target:
/// class indices [B, spatial...] or [B, 1, spatial...]. Computed in the wider of the input's and the distances' element types.
/// </summary>
[ReferenceName("generalized_wasserstein_dice")]
public sealed class GeneralizedWassersteinDiceLoss : Loss
{
    private readonly Values<double> distances;
    private readonly int classes;
    private readonly ScalarType precision;
    private readonly WassersteinWeighting weighting;
    private readonly double smoothNr;
    private readonly double smoothDr;

    /// <summary>Takes the distances, scaled so that the largest is 1.</summary>
    /// <param name="distMatrix">Distances between classes, [C, C], not negative.</param>
    /// <param name="weightingMode">How classes are weighted.</param>
    /// <param name="reduction">How the parts, one an item, become one number; with <see cref="Reduction.None"/> they are [B, 1, 1...].</param>
    /// <param name="smoothNr">Added to the numerator.</param>
    /// <param name="smoothDr">Added to the denominator.</param>
    /// <exception cref="ArgumentException">The distances are not square, negative, not finite, or all 0.</exception>
    public GeneralizedWassersteinDiceLoss(
        Tensor distMatrix, WassersteinWeighting weightingMode = WassersteinWeighting.Default, Reduction reduction = Reduction.Mean,
        double smoothNr = 1e-5, double smoothDr = 1e-5)
        : base(nameof(GeneralizedWassersteinDiceLoss), reduction)
    {
        if (distMatrix.Dimensions != 2 || distMatrix.shape[0] != distMatrix.shape[1])
        {
            throw new ArgumentException($"GeneralizedWassersteinDiceLoss: dist_matrix is {distMatrix.Text()}; [C, C] is expected, C being the number of classes.");
        }
        using var scope = NewDisposeScope();
        var numbers = distMatrix.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var largest = numbers.Max();
        if (!(largest > 0 && double.IsFinite(largest)) || !numbers.All(d => d >= 0))
        {
            throw new ArgumentException($"GeneralizedWassersteinDiceLoss: dist_matrix is {Values.From(numbers)}; distances are finite, at least 0, and not all 0.");
        }
        distances = Values.From(numbers.Select(d => d / largest));
        classes = (int)distMatrix.shape[0];
        precision = distMatrix.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        (weighting, this.smoothNr, this.smoothDr) = (weightingMode, smoothNr, smoothDr);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        var (labels, dtype) = (Labels(input, target), input.dtype == ScalarType.Float64 ? ScalarType.Float64 : precision);
        var probability = input.flatten(2).softmax(1).to_type(dtype);
        var matrix = tensor(distances.ToArray(), [classes, classes], dtype, input.device);
        // How far the predicted distribution lies from the true class: first from every class, [B, C, N], then at the true one, [B, N].
        var error = einsum("lc,bcn->bln", matrix, probability).gather(1, labels.unsqueeze(1)).squeeze(1);
        var weight = Weights(labels, dtype).gather(1, labels);
        var shared = (weight * (1 - error)).sum([1]);
        var sizes = weighting == WassersteinWeighting.GeneralizedDice ? (weight * (2 - error)).sum([1]) : (2 * shared) + error.sum([1]);
        var loss = 1 - (((2 * shared) + smoothNr) / (sizes + smoothDr));
        return Reduction == Reduction.None ? loss.reshape([-1, .. Enumerable.Repeat(1L, (int)input.Dimensions - 1)]) : Reduce(loss);
    }

    /// <summary>The weight of each class in each item, [B, C].</summary>
    private Tensor Weights(Tensor labels, ScalarType dtype)
    {
        var weights = zeros([labels.shape[0], classes], dtype, labels.device);
        if (weighting == WassersteinWeighting.GeneralizedDice)
        {
            return (weights.scatter_add_(1, labels, ones_like(labels, dtype)) + 1).reciprocal();
        }
        weights.slice(1, 1, classes, 1).fill_(1);
        return weights;
    }

    /// <summary>Class indices [B, N].</summary>
    private Tensor Labels(Tensor input, Tensor target)
    {
        var (given, wanted) = (input.shape, target.shape);
        if (given.Length < 2 || given[1] != classes)
        {
            throw new ArgumentException($"GeneralizedWassersteinDiceLoss: input is {input.Text()}; {classes} channels are expected, one for each class of dist_matrix.");
        }
        if (!wanted.AsSpan().SequenceEqual([given[0], .. given[2..]]) && !wanted.AsSpan().SequenceEqual([given[0], 1, .. given[2..]]))
        {
            throw new ArgumentException($"GeneralizedWassersteinDiceLoss: input is {input.Text()} and target {target.Text()}; class indices [B, spatial...] are expected.");
        }
        var labels = target.reshape(given[0], -1).to_type(ScalarType.Int64);
        return labels.numel() == 0 || (labels.min().item<long>() >= 0 && labels.max().item<long>() < classes) ? labels
            : throw new ArgumentException($"GeneralizedWassersteinDiceLoss: target holds classes {labels.min().item<long>()} to {labels.max().item<long>()}; {classes} are numbered 0 to {classes - 1}.");
    }
}
