using Medulla.Bundles.Components;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public sealed class TorchComponentsTests
{
    private static object Create(string name, Dictionary<string, object?> arguments) => ComponentRegistry.Default.Find(name)!.Create(arguments)!;

    private static Parameter Weight(double value = 1) => new(full([2], value));

    private static optim.Optimizer Sgd(double lr = 1) => (optim.Optimizer)Create("torch.optim.SGD", new() { ["params"] = new List<object?> { Weight() }, ["lr"] = lr });

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("SGD")]
    [InlineData("RMSprop")]
    [InlineData("Adagrad")]
    [InlineData("Adadelta")]
    [InlineData("Adamax")]
    [InlineData("NAdam")]
    [InlineData("RAdam")]
    public void Optimizer_LowersWhatItIsGiven(string name)
    {
        using var scope = NewDisposeScope();
        var weight = Weight();
        var optimizer = (optim.Optimizer)Create($"torch.optim.{name}", new() { ["params"] = new List<object?> { weight }, ["lr"] = 0.1, ["weight_decay"] = 0.0 });
        for (var step = 0; step < 10; step++)
        {
            optimizer.zero_grad();
            weight.square().sum().backward();
            optimizer.step();
        }
        Assert.True(weight.detach().abs().max().item<float>() < 1);
    }

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("SGD")]
    public void Groups_HaveRatesOfTheirOwn(string name)
    {
        var optimizer = (optim.Optimizer)Create($"torch.optim.{name}", new()
        {
            ["params"] = new List<object?>
            {
                new Dictionary<string, object?> { ["params"] = new List<object?> { Weight() }, ["lr"] = 0.5 }, new Dictionary<string, object?> { ["params"] = new List<object?> { Weight() } },
            },
            ["lr"] = 0.1,
        });
        Assert.Equal([0.5, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void WhatIsNoParameter_IsRefused()
    {
        Assert.Contains("parameter 0", Assert.Throws<ArgumentException>(() => Create("torch.optim.Adam", new() { ["params"] = new List<object?> { "words" } })).Message, StringComparison.Ordinal);
        Assert.Contains("not in groups", Assert.Throws<ArgumentException>(
            () => Create("torch.optim.Adagrad", new() { ["params"] = new List<object?> { new Dictionary<string, object?> { ["params"] = new List<object?>() } } })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StepLR", """{"step_size": 2, "gamma": 0.5}""", new[] { 1, 1, 0.5, 0.5 })]
    [InlineData("MultiStepLR", """{"milestones": [1, 3], "gamma": 0.5}""", new[] { 1, 0.5, 0.5, 0.25 })]
    [InlineData("ExponentialLR", """{"gamma": 0.5}""", new[] { 1, 0.5, 0.25, 0.125 })]
    [InlineData("CosineAnnealingLR", """{"T_max": 2}""", new[] { 1, 0.5, 0, 0.5 })]
    [InlineData("CosineAnnealingWarmRestarts", """{"T_0": 2, "T_mult": 1}""", new[] { 1, 0.5, 1, 0.5 })]
    [InlineData("PolynomialLR", """{"total_iters": 2.5, "power": 1.0}""", new[] { 1, 0.6, 0.2, 0 })]
    [InlineData("LinearLR", """{"start_factor": 0.5, "total_iters": 2}""", new[] { 0.5, 0.75, 1, 1 })]
    [InlineData("ConstantLR", """{"factor": 0.5, "total_iters": 2}""", new[] { 0.5, 0.5, 1, 1 })]
    public void Schedule_GivesItsRates(string name, string arguments, double[] expected)
    {
        var optimizer = Sgd();
        var config = Bundles.Configuration.Config.Parse($$"""{"arguments": {{arguments}}}""").Resolve<Dictionary<string, object?>>("arguments");
        var schedule = (optim.lr_scheduler.LRScheduler)Create($"torch.optim.lr_scheduler.{name}", new(config) { ["optimizer"] = optimizer });
        List<double> rates = [optimizer.ParamGroups.First().LearningRate];
        for (var step = 1; step < expected.Length; step++)
        {
            schedule.step();
            rates.Add(optimizer.ParamGroups.First().LearningRate);
        }
        Assert.All(rates.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void FunctionsPlateausAndCycles_SetRatesToo()
    {
        var optimizer = Sgd();
        var lambda = (optim.lr_scheduler.LRScheduler)Create("torch.optim.lr_scheduler.LambdaLR", new() { ["optimizer"] = optimizer, ["lr_lambda"] = (Func<int, double>)(step => 1.0 / (1 + step)) });
        lambda.step();
        Assert.Equal(0.5, optimizer.ParamGroups.First().LearningRate);

        var watched = Sgd();
        var plateau = (optim.lr_scheduler.LRScheduler)Create("torch.optim.lr_scheduler.ReduceLROnPlateau", new() { ["optimizer"] = watched, ["patience"] = 0L });
        plateau.step(1.0);
        plateau.step(2.0);
        Assert.Equal(0.1, watched.ParamGroups.First().LearningRate, 1e-9);

        Assert.Throws<ArgumentException>(() => Create("torch.optim.lr_scheduler.OneCycleLR", new() { ["optimizer"] = Sgd(), ["max_lr"] = 1.0 }));
        Assert.NotNull(Create("torch.optim.lr_scheduler.OneCycleLR", new() { ["optimizer"] = Sgd(), ["max_lr"] = 1.0, ["total_steps"] = 10L, ["cycle_momentum"] = false }));
    }

    [Theory]
    [InlineData("monai.optimizers.ExponentialLR", typeof(Medulla.Optimization.ExponentialLR))]
    [InlineData("monai.optimizers.LinearLR", typeof(Medulla.Optimization.LinearLR))]
    [InlineData("ExponentialLR", typeof(Medulla.Optimization.ExponentialLR))]
    [InlineData("torch.optim.lr_scheduler.ExponentialLR", typeof(Bundles.Components.Torch.TorchSchedules))]
    public void NamesThatBothHave_AreToldApart(string name, Type expected) => Assert.Equal(expected, ComponentRegistry.Default.Find(name)!.Type);
}
