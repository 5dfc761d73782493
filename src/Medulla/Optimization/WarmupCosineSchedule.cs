using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>A learning rate that rises in a line and then falls along a cosine.</summary>
public sealed class WarmupCosineSchedule : optim.lr_scheduler.impl.LambdaLR
{
    /// <summary>Sets the first rate.</summary>
    /// <param name="optimizer">The optimiser; each of its groups has its own largest rate.</param>
    /// <param name="warmupSteps">Steps until the rate is the largest.</param>
    /// <param name="tTotal">Steps in all.</param>
    /// <param name="endLr">The smallest rate once the rise is over.</param>
    /// <param name="cycles">Periods of the cosine; half a one falls to 0.</param>
    /// <param name="lastEpoch">The step that was done last; -1 at the beginning.</param>
    /// <param name="warmupMultiplier">Share of the largest rate to begin with, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A share lies outside [0, 1], or a rate is not above 0.</exception>
    public WarmupCosineSchedule(
        optim.Optimizer optimizer, int warmupSteps, [ReferenceName("t_total")] int tTotal, double endLr = 0, double cycles = 0.5, int lastEpoch = -1, double warmupMultiplier = 0)
        : base(optimizer, Factors(optimizer, Math.Min(Math.Max(warmupSteps, 0), tTotal), tTotal, endLr, cycles, Check.Probability(warmupMultiplier)), lastEpoch)
    {
    }

    private static IEnumerable<Func<int, double>> Factors(optim.Optimizer optimizer, int rise, int total, double endLr, double cycles, double beginning)
        => [.. InitialRates.Of(optimizer).Select(initial => (Func<int, double>)(step =>
        {
            if (step < rise)
            {
                return beginning + ((1 - beginning) * step / rise);
            }
            var done = (step - rise) / (double)Math.Max(1, total - rise);
            return Math.Max(endLr / initial, 0.5 * (1 + Math.Cos(2 * Math.PI * cycles * done)));
        }))];
}
