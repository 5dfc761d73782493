using Medulla.Imaging;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Medulla.Bundles.Components.Torch;

/// <summary>Schedules of <c>torch.optim.lr_scheduler</c> by name.</summary>
public static class TorchSchedules
{
    /// <summary>Times <paramref name="gamma"/> every so many steps.</summary>
    [ReferenceName("StepLR")]
    public static LRScheduler StepLR(optim.Optimizer optimizer, int stepSize, double gamma = 0.1, int lastEpoch = -1) => optim.lr_scheduler.StepLR(optimizer, stepSize, gamma, lastEpoch);

    /// <summary>Times <paramref name="gamma"/> at each milestone.</summary>
    [ReferenceName("MultiStepLR")]
    public static LRScheduler MultiStepLR(optim.Optimizer optimizer, IReadOnlyList<int> milestones, double gamma = 0.1, int lastEpoch = -1) => optim.lr_scheduler.MultiStepLR(optimizer, [.. milestones], gamma, lastEpoch);

    /// <summary>Times <paramref name="gamma"/> at each step.</summary>
    [ReferenceName("ExponentialLR")]
    public static LRScheduler ExponentialLR(optim.Optimizer optimizer, double gamma, int lastEpoch = -1) => optim.lr_scheduler.ExponentialLR(optimizer, gamma, lastEpoch);

    /// <summary>Along half a cosine to <paramref name="etaMin"/>.</summary>
    [ReferenceName("CosineAnnealingLR")]
    public static LRScheduler CosineAnnealingLR(optim.Optimizer optimizer, [ReferenceName("T_max")] double tMax, double etaMin = 0, int lastEpoch = -1) => optim.lr_scheduler.CosineAnnealingLR(optimizer, tMax, etaMin, lastEpoch);

    /// <summary>By a power of what is left.</summary>
    [ReferenceName("PolynomialLR")]
    public static LRScheduler PolynomialLR(optim.Optimizer optimizer, double totalIters = 5, double power = 1, int lastEpoch = -1)
        => optim.lr_scheduler.LambdaLR(optimizer, epoch => Math.Pow(1 - (Math.Min(epoch, totalIters) / totalIters), power), lastEpoch);

    /// <summary>Times what a function says of the step's number.</summary>
    [ReferenceName("LambdaLR")]
    public static LRScheduler LambdaLR(optim.Optimizer optimizer, Func<int, double> lrLambda, int lastEpoch = -1) => optim.lr_scheduler.LambdaLR(optimizer, lrLambda, lastEpoch);

    /// <summary>Smaller when a value no longer falls.</summary>
    [ReferenceName("ReduceLROnPlateau")]
    public static LRScheduler ReduceLROnPlateau(
        optim.Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string thresholdMode = "rel", int cooldown = 0, double minLr = 0, double eps = 1e-8)
        => optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, thresholdMode, cooldown, [minLr], eps);

    /// <summary>Along half cosines, begun anew after <paramref name="t0"/> steps and then after spans that grow by <paramref name="tMult"/> (Loshchilov and Hutter 2017).</summary>
    [ReferenceName("CosineAnnealingWarmRestarts")]
    public static LRScheduler CosineAnnealingWarmRestarts(optim.Optimizer optimizer, [ReferenceName("T_0")] int t0, [ReferenceName("T_mult")] int tMult = 1, double etaMin = 0, int lastEpoch = -1)
    {
        var rate = optimizer.ParamGroups.First().LearningRate;
        return optim.lr_scheduler.LambdaLR(optimizer, epoch =>
        {
            var span = t0;
            for (; epoch >= span; span *= tMult)
            {
                epoch -= span;
            }
            var part = (1 + Math.Cos(Math.PI * epoch / span)) / 2;
            return rate == 0 ? 1 : (etaMin + ((rate - etaMin) * part)) / rate;
        }, lastEpoch);
    }

    /// <summary>In a line from a part of the rate to another.</summary>
    [ReferenceName("LinearLR")]
    public static LRScheduler LinearLR(optim.Optimizer optimizer, double startFactor = 1.0 / 3, double endFactor = 1, int totalIters = 5, int lastEpoch = -1)
        => optim.lr_scheduler.LinearLR(optimizer, startFactor, endFactor, totalIters, lastEpoch);

    /// <summary>A part of the rate for some steps.</summary>
    [ReferenceName("ConstantLR")]
    public static LRScheduler ConstantLR(optim.Optimizer optimizer, double factor = 1.0 / 3, int totalIters = 5, int lastEpoch = -1)
        => optim.lr_scheduler.ConstantLR(optimizer, factor, totalIters, lastEpoch);

    /// <summary>Times what a function says, at each step anew.</summary>
    [ReferenceName("MultiplicativeLR")]
    public static LRScheduler MultiplicativeLR(optim.Optimizer optimizer, Func<int, double> lrLambda, int lastEpoch = -1) => optim.lr_scheduler.MultiplicativeLR(optimizer, lrLambda, lastEpoch);

    /// <summary>Up to the largest rate and down again (Smith and Topin 2018).</summary>
    [ReferenceName("OneCycleLR")]
    public static LRScheduler OneCycleLR(
        optim.Optimizer optimizer, double maxLr, int? totalSteps = null, int? epochs = null, int? stepsPerEpoch = null, double pctStart = 0.3, string annealStrategy = "cos",
        bool cycleMomentum = true, double baseMomentum = 0.85, double maxMomentum = 0.95, double divFactor = 25, double finalDivFactor = 1e4, bool threePhase = false, int lastEpoch = -1)
        => (totalSteps ?? (epochs * stepsPerEpoch)) is { } steps
            ? optim.lr_scheduler.OneCycleLR(
                optimizer, maxLr, steps, -1, -1, pctStart, annealStrategy switch
                {
                    "cos" => impl.OneCycleLR.AnnealStrategy.Cos,
                    "linear" => impl.OneCycleLR.AnnealStrategy.Linear,
                    _ => throw new ArgumentException($"OneCycleLR: anneal_strategy is '{annealStrategy}'; it can be cos or linear."),
                }, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, lastEpoch)
            : throw new ArgumentException("OneCycleLR: give total_steps, or epochs and steps_per_epoch.");

    /// <summary>One schedule after another; each begins at its milestone.</summary>
    [ReferenceName("SequentialLR")]
    public static LRScheduler SequentialLR(optim.Optimizer optimizer, IReadOnlyList<LRScheduler> schedulers, IReadOnlyList<int> milestones, int lastEpoch = -1)
        => optim.lr_scheduler.SequentialLR(optimizer, schedulers, milestones, lastEpoch);
}
