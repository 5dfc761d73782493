using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>A learning rate that goes from the optimiser's own to another one by the same factor each step, to find out which rates are good.</summary>
public sealed class ExponentialLR : optim.lr_scheduler.impl.LambdaLR
{
    /// <summary>Sets the first rate.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="endLr">The last rate; above 0.</param>
    /// <param name="numIter">Number of rates; at least 2.</param>
    /// <param name="lastEpoch">The step that was done last; -1 at the beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0, or there are too few.</exception>
    public ExponentialLR(optim.Optimizer optimizer, double endLr, int numIter, int lastEpoch = -1)
        : base(optimizer, Factors(optimizer, Check.Positive(endLr), numIter), lastEpoch)
    {
    }

    private static IEnumerable<Func<int, double>> Factors(optim.Optimizer optimizer, double endLr, int numIter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numIter, 2);
        return [.. InitialRates.Of(optimizer).Select(initial => (Func<int, double>)(step =>
        {
            var share = step / (numIter - 1.0);
            return Math.Pow(endLr / initial, share);
        }))];
    }
}
