using Medulla.Data;
using Medulla.Engines;
using Medulla.Interaction.DeepEdit;
using Medulla.Interaction.DeepGrow;
using Medulla.Interaction.Transforms;
using Medulla.Tests.Engines;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

[Collection(nameof(Alone))]
public sealed class SimulatedClicksTests
{
    private static readonly Compose Click = new(new FindDiscrepancyRegions(), new AddRandomGuidance(), new AddGuidanceSignal());

    private static DataLoader Loader() => new(
        new Dataset([.. TinyEngine.Samples(4).Select(sample => new AddGuidanceSignal().Apply(new AddInitialSeedPoint(ConnectedRegions: 1).Apply(sample, 1)))]), 2, seed: 1);

    private static SupervisedTrainer Trainer(nn.Module<Tensor, Tensor> network, IIterationUpdate iteration)
        => TinyEngine.Quiet(new SupervisedTrainer(CPU, 2, Loader(), network, optim.Adam(network.parameters(), 0.01), TinyEngine.Loss, iterationUpdate: iteration.Call));

    private static nn.Module<Tensor, Tensor> Network() => nn.Conv2d(3, 1, 3, padding: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EachRound_AddsClicks_AndTheLastBatchIsLearned(bool deepEdit)
    {
        using var network = Network();
        var (started, completed) = (0, 0);
        List<int> clicks = [];
        Compose click = new([.. Click.Transforms, new Watch(sample => clicks.Add(((string)sample["guidance"]!).Count(c => c == ']') / 2 - 1))]);
        IIterationUpdate iteration = deepEdit ? new DeepEditInteraction(1, click, train: false, maxInteractions: 3) : new DeepGrowInteraction(click, 3, train: false);
        using var trainer = Trainer(network, iteration);
        trainer.AddEventHandler(EngineEvent.InnerIterationStarted, _ => started++);
        trainer.AddEventHandler(EngineEvent.InnerIterationCompleted, _ => completed++);
        var before = network.parameters().Select(p => p.detach().clone()).ToList();

        trainer.Run();

        Assert.Equal((12, 12), (started, completed));   // 2 epochs of 2 batches, 3 rounds each
        Assert.Equal((24, 2, 4), (clicks.Count, clicks.Min(), clicks.Max()));   // two samples a round; the first click, and one more each round
        Assert.All(network.parameters().Zip(before), pair => Assert.False(pair.First.equal(pair.Second).all().item<bool>()));
        Assert.True(network.training);
    }

    [Fact]
    public void WithoutClicks_TheirChannelsAreEmpty()
    {
        using var network = Network();
        using var trainer = Trainer(network, new DeepEditInteraction(0, Click, train: true));
        List<(float Image, float Clicks)> seen = [];
        trainer.AddEventHandler(EngineEvent.ForwardCompleted, engine => seen.Add(Largest((Tensor)((System.Collections.IDictionary)engine.State.Output!)["image"]!)));

        trainer.Run();

        Assert.Equal(4, seen.Count);
        Assert.All(seen, one => Assert.True(one is { Image: > 0, Clicks: 0 }));

        static (float, float) Largest(Tensor image) => (image.narrow(1, 0, 1).max().item<float>(), image.narrow(1, 1, 2).abs().max().item<float>());
    }

    [Fact]
    public void Evaluation_ClicksToo_AndTensorsStayFlat()
    {
        using var network = Network();
        using var evaluator = TinyEngine.Quiet(new SupervisedEvaluator(CPU, Loader(), network, iterationUpdate: new DeepGrowInteraction(Click, 2, train: false).Call));
        evaluator.Run();
        var before = Alone.LiveTensors();
        for (var i = 0; i < 3; i++)
        {
            evaluator.Run();
        }
        Assert.Equal(before, Alone.LiveTensors());
    }

    [Fact]
    public void EngineWithoutANetwork_IsRejected()
    {
        using var engine = new FreeEngine(new DeepGrowInteraction(Click, 1, train: true).Call);
        Assert.Contains("SupervisedTrainer", Assert.Throws<ArgumentException>(() => engine.Go(Loader())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepGrowInteraction(Click, 0, train: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepEditInteraction(1.5, Click, train: true));
    }

    private sealed class Watch(Action<Sample> see) : ITransform
    {
        public object? Run(object? item, Call call)
        {
            see((Sample)item!);
            return item;
        }
    }
}
