using Medulla.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Tests.Optimization;

public sealed class ScheduleTests
{
    [Fact]
    public void WarmupCosine_RisesInALineAndFallsAlongACosine()
        => Equal([0, 0.5, 1, 0.5 * (1 + Math.Cos(Math.PI / 4)), 0.5, 0.5 * (1 - Math.Cos(Math.PI / 4)), 0], Rates(1, optimizer => new WarmupCosineSchedule(optimizer, 2, 6), 7));

    [Fact]
    public void WarmupCosine_BeginsAndEndsWhereItIsTold()
        => Equal([0.4, 1.2, 2, 1, 0.3], Rates(2, optimizer => new WarmupCosineSchedule(optimizer, 2, 4, endLr: 0.3, warmupMultiplier: 0.2), 5));

    [Fact]
    public void LinearLR_GoesInALine()
        => Equal([1, 2, 3, 4], Rates(1, optimizer => new LinearLR(optimizer, 4, 4), 4));

    [Fact]
    public void ExponentialLR_MultipliesByTheSameFactor()
        => Equal([0.01, 0.1, 1, 10], Rates(0.01, optimizer => new ExponentialLR(optimizer, 10, 4), 4));

    [Fact]
    public void EachGroup_GoesFromItsOwnRate()
    {
        using Parameter first = new(zeros(1)), second = new(zeros(1));
        using Novograd optimizer = new([new ParameterGroup([first], 1), new ParameterGroup([second], 2)]);

        new LinearLR(optimizer, 3, 3).step();

        Assert.Equal([2, 2.5], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void WrongSettings_AreRejected()
    {
        using Parameter parameter = new(zeros(1));
        using Novograd optimizer = new([parameter]), still = new([parameter], lr: 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmupCosineSchedule(optimizer, 1, 2, warmupMultiplier: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialLR(optimizer, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearLR(optimizer, 1, 1));
        Assert.Contains("above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new LinearLR(still, 1, 5)).Message);
    }

    private static List<double> Rates(double first, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> schedule, int count)
    {
        using Parameter parameter = new(zeros(1));
        using Novograd optimizer = new([parameter], first);
        var rates = schedule(optimizer);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var rate = optimizer.ParamGroups.First().LearningRate;
            rates.step();
            return rate;
        })];
    }

    private static void Equal(double[] expected, List<double> found)
    {
        Assert.Equal(expected.Length, found.Count);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 9));
    }
}
