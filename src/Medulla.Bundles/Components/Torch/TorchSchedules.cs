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
    public static LRScheduler PolynomialLR(optim.Optimizer optimizer, int totalIters = 5, double power = 1, int lastEpoch = -1)
        => optim.lr_scheduler.LambdaLR(optimizer, epoch => Math.Pow(1 - ((double)Math.Min(epoch, totalIters) / totalIters), power), lastEpoch);

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
}
