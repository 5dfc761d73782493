using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Makes each feature agree between two views, and different features independent. Zbontar et al., Barlow Twins (2021). Input and
/// target: the representations of both views, [B, features], B above 1.
/// </summary>
/// <param name="lambd">Weight of the correlation between different features, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="lambd"/> is negative.</exception>
public sealed class BarlowTwinsLoss(double lambd = 0.005) : Loss(nameof(BarlowTwinsLoss), Reduction.Sum)
{
    private readonly double lambd = Check.NotNegative(lambd);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        (target, var batch) = Representations.Pairs(nameof(BarlowTwinsLoss), input, target);
        if (batch < 2)
        {
            throw new ArgumentException($"BarlowTwinsLoss: input is {input.Text()}; correlations need a batch of at least two.");
        }
        Tensor Standard(Tensor x) => (x - x.mean([0])) / (x.std(0) + 1e-6);
        var correlation = mm(Standard(input).t(), Standard(target)) / batch;
        var same = correlation.diagonal();
        return (same - 1).square().sum() + (lambd * (correlation.square().sum() - same.square().sum()));
    }
}
