using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines.Handlers;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static float[] Weights(nn.Module network)
    {
        using var scope = NewDisposeScope();
        return [.. network.parameters().SelectMany(one => one.detach().flatten().data<float>().ToArray())];
    }

    private string[] Files => [.. Directory.EnumerateFiles(folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void StoppedTraining_GoesOnFromItsCheckpoint_AsIfItNeverStopped()
    {
        List<double> Losses(int epochs, bool load, bool save)
        {
            using var network = TinyEngine.Network();
            var optimizer = optim.Adam(network.parameters(), 0.05);
            var schedule = optim.lr_scheduler.StepLR(optimizer, 1, 0.5);
            Dictionary<string, object> all = new() { ["model"] = network, ["opt"] = optimizer, ["lr"] = schedule };
            List<double> losses = [];
            using var trainer = TinyEngine.Trainer(network, epochs, TinyEngine.Loader(shuffle: true), optimizer: optimizer, handlers:
            [
                new LrScheduleHandler(schedule),
                new Attached(engine => engine.AddEventHandler(EngineEvent.IterationCompleted, e => losses.Add(EngineOutput.Number(EngineOutput.LossOf(e.State.Output))!.Value))),
            ]);
            all["trainer"] = trainer;
            if (save)
            {
                new CheckpointSaver(folder.Path, all, saveFinal: true, finalFilename: "last.pt").Attach(trainer);
            }
            if (load)
            {
                manual_seed(77);
                network.parameters().ToList().ForEach(one => { using var noGradient = no_grad(); one.fill_(0.1); });
                new CheckpointLoader(folder["last.pt"], all).Attach(trainer);
            }
            trainer.Run();
            return losses;
        }

        var whole = Losses(4, load: false, save: false);
        var first = Losses(2, load: false, save: true);
        var rest = Losses(4, load: true, save: false);

        Assert.Equal(whole, [.. first, .. rest]);
    }

    [Fact]
    public void OneNetwork_IsReadFromItsWeightsAloneAndByItsName()
    {
        using var network = TinyEngine.Network();
        using var other = TinyEngine.Network(5);
        using var engine = new FreeEngine();
        PyTorchFile.Save(folder["alone.pt"], network.state_dict());
        PyTorchFile.Save(folder["named.pt"], new Dictionary<string, object?> { ["model"] = network.state_dict(), ["epoch"] = 3L });
        network.SaveWeights(folder["alone.safetensors"]);

        foreach (var file in new[] { "alone.pt", "named.pt", "alone.safetensors" })
        {
            using var target = TinyEngine.Network(9);
            new CheckpointLoader(folder[file], new Dictionary<string, object> { ["model"] = target }).Call(engine);
            Assert.Equal(Weights(network), Weights(target));
        }
        Assert.NotEqual(Weights(network), Weights(other));
    }

    [Fact]
    public void OtherShapes_AreRefusedUnlessAskedFor()
    {
        using var network = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1));
        using var target = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 4));
        using var engine = new FreeEngine();
        PyTorchFile.Save(folder["a.pt"], network.state_dict());
        Dictionary<string, object> into = new() { ["model"] = target };

        Assert.Throws<WeightsMismatchException>(() => new CheckpointLoader(folder["a.pt"], into).Call(engine));
        new CheckpointLoader(folder["a.pt"], into, strictShape: false).Call(engine);

        Assert.Equal(Weights((nn.Module)network[0]), Weights((nn.Module)target[0]));
    }

    [Fact]
    public void FinishedCheckpoint_WantsMoreEpochs()
    {
        using var network = TinyEngine.Network();
        using (var trainer = TinyEngine.Trainer(network, 2))
        {
            new CheckpointSaver(folder.Path, new Dictionary<string, object> { ["trainer"] = trainer }, saveFinal: true, finalFilename: "t.pt").Attach(trainer);
            trainer.Run();
        }
        using var shorter = TinyEngine.Trainer(network, 1);

        var e = Assert.Throws<InvalidOperationException>(() => new CheckpointLoader(folder["t.pt"], new Dictionary<string, object> { ["trainer"] = shorter }).Call(shorter));

        Assert.Contains("max_epochs", e.Message);
    }

    [Fact]
    public void Best_KeepsTheFilesOfTheBestMetrics()
    {
        using var network = TinyEngine.Network();
        using var engine = new FreeEngine(epochs: 4, epochLength: 1);
        var scores = new Queue<double>([0.5, 0.25, 0.75, 0.6]);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => e.State.Metrics["dice"] = scores.Dequeue());
        new CheckpointSaver(folder.Path, new Dictionary<string, object> { ["net"] = network }, saveKeyMetric: true, keyMetricName: "dice", keyMetricNSaved: 2).Attach(engine);

        engine.Go(new Medulla.Data.BatchList([1]));

        Assert.Equal(["net_key_metric=0.6000.pt", "net_key_metric=0.7500.pt"], Files);
    }

    [Fact]
    public void SmallerIsBetter_TurnsTheSign()
    {
        using var network = TinyEngine.Network();
        using var engine = new FreeEngine(epochs: 2, epochLength: 1);
        var scores = new Queue<double>([2, 3]);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => e.State.Metrics["error"] = scores.Dequeue());
        new CheckpointSaver(
            folder.Path, new Dictionary<string, object> { ["net"] = network, ["other"] = network }, filePrefix: "x", saveKeyMetric: true, keyMetricName: "error", keyMetricNegativeSign: true)
            .Attach(engine);

        engine.Go(new Medulla.Data.BatchList([1]));

        Assert.Equal(["x_checkpoint_key_metric=-2.0000.pt"], Files);
    }

    [Fact]
    public void Intervals_KeepTheLatest_AndFailuresTheLast()
    {
        using var network = TinyEngine.Network();
        using var engine = new FreeEngine((e, batch) => e.State.Iteration == 6 ? throw new InvalidOperationException("no") : batch, epochs: 4, epochLength: 2);
        new CheckpointSaver(folder.Path, new Dictionary<string, object> { ["net"] = network }, saveFinal: true, epochLevel: false, saveInterval: 2, nSaved: 1).Attach(engine);

        Assert.Throws<InvalidOperationException>(() => engine.Go(new Medulla.Data.BatchList([1, 2])));

        Assert.Equal(["net_final_iteration=6.pt", "net_iteration=4.pt"], Files);
    }

    [Fact]
    public void BestMetricsSoFar_AreKeptWithTheCheckpoint()
    {
        using var network = TinyEngine.Network();
        using var engine = new FreeEngine(epochs: 1, epochLength: 1);
        engine.AddEventHandler(EngineEvent.EpochCompleted, e => e.State.Metrics["dice"] = 0.9);
        Dictionary<string, object> save = new() { ["net"] = network };
        new CheckpointSaver(folder.Path, save, saveKeyMetric: true, keyMetricName: "dice", keyMetricFilename: "best.pt", keyMetricSaveState: true).Attach(engine);
        engine.Go(new Medulla.Data.BatchList([1]));
        var written = File.GetLastWriteTimeUtc(folder["best.pt"]);
        var saver = new CheckpointSaver(folder.Path, save, saveKeyMetric: true, keyMetricName: "dice", keyMetricFilename: "best.pt", keyMetricSaveState: true);
        using var later = new FreeEngine(epochs: 1, epochLength: 1);
        later.AddEventHandler(EngineEvent.EpochCompleted, e => e.State.Metrics["dice"] = 0.8);
        new CheckpointLoader(folder["best.pt"], new Dictionary<string, object> { ["net"] = network, ["checkpointer"] = saver }).Attach(later);
        saver.Attach(later);

        later.Go(new Medulla.Data.BatchList([1]));

        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["best.pt"]));
    }

    [Fact]
    public void BadSettings_AreRejected()
    {
        using var network = TinyEngine.Network();
        Dictionary<string, object> one = new() { ["net"] = network };

        Assert.Throws<ArgumentException>(() => new CheckpointSaver(folder.Path, new Dictionary<string, object>()));
        Assert.Throws<ArgumentException>(() => new CheckpointLoader("x.pt", new Dictionary<string, object>()));
        Assert.Throws<ArgumentException>(() => new CheckpointSaver(folder.Path, one, keyMetricNSaved: 2, keyMetricFilename: "a.pt"));
        using var engine = new FreeEngine(epochs: 1, epochLength: 1);
        new CheckpointSaver(folder.Path, new Dictionary<string, object> { ["text"] = "words" }, saveFinal: true).Attach(engine);
        Assert.Contains("'text'", Assert.Throws<ArgumentException>(() => engine.Go(new Medulla.Data.BatchList([1]))).Message);
        PyTorchFile.Save(folder["a.pt"], new Dictionary<string, object?> { ["net"] = network.state_dict(), ["opt"] = new Dictionary<string, object?> { ["state"] = 1L } });
        var optimizer = optim.Adam(network.parameters());
        Assert.Contains("not written here", Assert.Throws<ArgumentException>(
            () => new CheckpointLoader(folder["a.pt"], new Dictionary<string, object> { ["net"] = network, ["opt"] = optimizer }).Call(engine)).Message);
        Assert.Contains("no 'lr'", Assert.Throws<WeightsFormatException>(
            () => new CheckpointLoader(folder["a.pt"], new Dictionary<string, object> { ["net"] = network, ["lr"] = optimizer }).Call(engine)).Message);
    }
}
