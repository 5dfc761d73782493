using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Pulls two views of one thing together and everything else in the batch apart. Chen et al., A Simple Framework for Contrastive
/// Learning of Visual Representations (2020). Input and target: the representations of both views, [B, features].
/// </summary>
public sealed class ContrastiveLoss : Loss
{
    private readonly double temperature;

    /// <summary>Makes the loss.</summary>
    /// <param name="temperature">What cosines are divided by, above 0.</param>
    /// <param name="batchSize">Not needed: the batch says its size. Older configurations give it; -1 or a size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ContrastiveLoss(double temperature = 0.5, int batchSize = -1)
        : base(nameof(ContrastiveLoss), Reduction.Mean)
    {
        this.temperature = Check.Positive(temperature);
        _ = batchSize == -1 ? batchSize : Check.Positive(batchSize);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (target, var batch) = Representations.Pairs(nameof(ContrastiveLoss), input, target);
        var all = nn.functional.normalize(cat([input, target], 0), eps: 1e-8);
        var similarity = mm(all, all.t()) / temperature;
        var partners = cat([similarity.diagonal(batch), similarity.diagonal(-batch)], 0);
        var others = similarity.masked_fill(eye(2 * batch, dtype: ScalarType.Bool, device: input.device), double.NegativeInfinity);
        return (others.logsumexp(1) - partners).mean();
    }
}
