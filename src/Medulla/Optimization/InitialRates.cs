using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>The learning rates that an optimiser's groups began with.</summary>
internal static class InitialRates
{
    /// <summary>One for each group, all above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0: schedules multiply it.</exception>
    public static IReadOnlyList<double> Of(optim.Optimizer optimizer)
        => [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate > 0 ? group.InitialLearningRate
            : throw new ArgumentOutOfRangeException(nameof(optimizer), group.InitialLearningRate, "the learning rate that a schedule begins with must be above 0."))];

    /// <summary>Begins anew with a rate, in all groups.</summary>
    public static void Set(optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.InitialLearningRate = group.LearningRate = rate;
        }
    }
}
