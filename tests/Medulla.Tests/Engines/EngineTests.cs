using Medulla.Data;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines;

public sealed class EngineTests
{
    private static readonly EngineEvent[] All =
    [
        EngineEvent.Started, EngineEvent.EpochStarted, EngineEvent.GetBatchStarted, EngineEvent.DataloaderStopIteration, EngineEvent.GetBatchCompleted,
        EngineEvent.IterationStarted, EngineEvent.ForwardCompleted, EngineEvent.LossCompleted, EngineEvent.BackwardCompleted, EngineEvent.ModelCompleted,
        EngineEvent.IterationCompleted, EngineEvent.TerminateSingleEpoch, EngineEvent.EpochCompleted, EngineEvent.Terminate, EngineEvent.Completed, EngineEvent.ExceptionRaised,
    ];

    private static List<string> Record(Engine engine)
    {
        List<string> events = [];
        foreach (var one in All)
        {
            engine.AddEventHandler(one, e => events.Add(one.Name));
        }
        return events;
    }

    private static BatchList Numbers(int count) => new([.. Enumerable.Range(1, count).Cast<object?>()]);

    [Fact]
    public void Run_FiresEventsInOrder()
    {
        using var engine = new FreeEngine(epochs: 2, epochLength: 1);
        var events = Record(engine);

        engine.Go(Numbers(1));

        Assert.Equal(
        [
            "started", "epoch_started", "get_batch_started", "get_batch_completed", "iteration_started", "iteration_completed", "epoch_completed",
            "epoch_started", "get_batch_started", "dataloader_stop_iteration", "get_batch_completed", "iteration_started", "iteration_completed", "epoch_completed", "completed",
        ], events);
    }

    [Fact]
    public void TrainersIteration_FiresEventsInOrder()
    {
        using var network = TinyEngine.Network();
        using var trainer = TinyEngine.Trainer(network, 1, TinyEngine.Loader(2));
        var events = Record(trainer);

        trainer.Run();

        Assert.Equal(["iteration_started", "forward_completed", "loss_completed", "backward_completed", "model_completed", "iteration_completed"], events[4..10]);
    }

    [Fact]
    public void UnknownLength_IsFoundByTheFirstEpoch()
    {
        using var engine = new FreeEngine(epochs: 2);
        List<object?> seen = [];
        engine.AddEventHandler(EngineEvent.IterationCompleted, e => seen.Add(e.State.Output));

        engine.Go(Numbers(3));

        Assert.Equal([1, 2, 3, 1, 2, 3], seen.Cast<int>());
        Assert.Equal((3, 6, 2), (engine.State.EpochLength, engine.State.Iteration, engine.State.Epoch));
    }

    [Theory]
    [InlineData(2, new[] { 1, 2, 3, 1 })]     // an epoch shorter than the data: the next one goes on
    [InlineData(4, new[] { 1, 2, 3, 1, 2, 3, 1, 2 })]
    public void EpochLength_NeedNotBeThatOfTheData(int length, int[] expected)
    {
        using var engine = new FreeEngine(epochs: 2, epochLength: length);
        List<int> seen = [];
        engine.AddEventHandler(EngineEvent.IterationCompleted, e => seen.Add((int)e.State.Output!));

        engine.Go(Numbers(3));

        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Filters_TakeTheirTimesOnly()
    {
        using var engine = new FreeEngine(epochs: 3, epochLength: 2);
        List<string> called = [];
        engine.AddEventHandler(EngineEvent.IterationCompleted.Every(3), e => called.Add($"every {e.State.Iteration}"));
        engine.AddEventHandler(EngineEvent.EpochCompleted.Once(2), e => called.Add($"once {e.State.Epoch}"));
        engine.AddEventHandler(EngineEvent.IterationStarted.When((e, number) => number > 5), e => called.Add($"when {e.State.Iteration}"));

        engine.Go(Numbers(2));

        Assert.Equal(["every 3", "once 2", "when 6", "every 6"], called);
    }

    [Fact]
    public void Terminate_EndsTheRunAfterTheEvent()
    {
        using var engine = new FreeEngine(epochs: 3, epochLength: 4);
        engine.AddEventHandler(EngineEvent.IterationCompleted, e =>
        {
            if (e.State.Iteration == 2)
            {
                e.Terminate();
            }
        });
        var events = Record(engine);

        engine.Go(Numbers(4));

        Assert.Equal(["iteration_completed", "terminate", "completed"], events[^3..]);
        Assert.DoesNotContain("epoch_completed", events);
        Assert.Equal(2, engine.State.Iteration);
    }

    [Fact]
    public void TerminateEpoch_BeginsTheNextWithANewPass()
    {
        using var engine = new FreeEngine(epochs: 2, epochLength: 3);
        List<int> seen = [];
        engine.AddEventHandler(EngineEvent.IterationCompleted, e =>
        {
            seen.Add((int)e.State.Output!);
            if (e.State.Iteration == 2)
            {
                e.TerminateEpoch();
            }
        });
        var events = Record(engine);

        engine.Go(Numbers(3));

        Assert.Equal([1, 2, 1, 2, 3], seen);
        Assert.Equal(1, events.Count(one => one == "terminate_single_epoch"));
        Assert.Equal(2, events.Count(one => one == "epoch_completed"));
    }

    [Fact]
    public void TerminatedRun_GoesOnWhereItStood()
    {
        using var engine = new FreeEngine(epochs: 2, epochLength: 3);
        List<int> seen = [];
        var isFirst = true;
        engine.AddEventHandler(EngineEvent.IterationCompleted, e =>
        {
            seen.Add((int)e.State.Output!);
            if (isFirst && e.State.Iteration == 3)
            {
                e.Terminate();
            }
        });
        engine.Go(Numbers(3));
        isFirst = false;

        engine.Go(Numbers(3));

        Assert.Equal([1, 2, 3, 1, 2, 3], seen);
    }

    [Fact]
    public void Failure_IsToldOnceAndThrown()
    {
        using var engine = new FreeEngine((_, _) => throw new InvalidOperationException("no"), epochs: 2, epochLength: 1);
        List<string> told = [];
        engine.AddEventHandler(EngineEvent.ExceptionRaised, e => told.Add(e.Failure!.Message));

        Assert.Throws<InvalidOperationException>(() => engine.Go(Numbers(1)));

        Assert.Equal(["no"], told);
    }

    [Fact]
    public void Cancelling_TellsHandlersAndThrows()
    {
        using var stop = new CancellationTokenSource();
        using var engine = new FreeEngine(epochs: 5, epochLength: 2);
        engine.AddEventHandler(EngineEvent.IterationCompleted.Once(3), _ => stop.Cancel());
        var events = Record(engine);

        Assert.Throws<OperationCanceledException>(() => engine.Go(Numbers(2), stop.Token));

        Assert.Equal((3, "exception_raised"), (engine.State.Iteration, events[^1]));
    }

    [Fact]
    public void DataWithoutBatches_IsAnError()
    {
        using var engine = new FreeEngine(epochs: 1);

        var e = Assert.Throws<InvalidOperationException>(() => engine.Go(new BatchList([])));

        Assert.Contains("no batches", e.Message);
    }

    [Fact]
    public void UnknownEvent_IsRefusedWithThoseThereAre()
    {
        using var engine = new FreeEngine();

        var e = Assert.Throws<ArgumentException>(() => engine.AddEventHandler("epoch_complete", _ => { }));

        Assert.Contains("epoch_completed", e.Message);
        Assert.Contains("event_names", e.Message);
    }

    [Fact]
    public void RegisteredEvents_CanBeFiredAndFiltered()
    {
        using var engine = new FreeEngine((e, batch) => Fired(e, batch), epochs: 2, epochLength: 2);
        engine.RegisterEvents(["HALF", "whole"], new Dictionary<string, string> { ["whole"] = "epoch" });
        List<string> called = [];
        engine.AddEventHandler(new EngineEvent("half").Every(2), e => called.Add($"half {e.State.Iteration}"));
        engine.AddEventHandler(new EngineEvent("whole").Once(2), e => called.Add($"whole {e.State.Iteration}"));

        engine.Go(Numbers(2));

        Assert.Equal(["half 2", "whole 3", "half 4", "whole 4"], called);
        Assert.Throws<ArgumentException>(() => engine.RegisterEvents(["x"], new Dictionary<string, string> { ["x"] = "weight" }));

        static object? Fired(Engine engine, object? batch)
        {
            engine.FireEvent("half");
            engine.FireEvent("whole");
            return batch;
        }
    }

    [Fact]
    public void Handlers_CanBeAskedForAndRemoved()
    {
        using var engine = new FreeEngine(epochLength: 1);
        var collector = new GarbageCollector();
        collector.Attach(engine);
        collector.Attach(engine);
        Assert.True(engine.HasEventHandler(collector, EngineEvent.EpochCompleted));
        Assert.False(engine.HasEventHandler(collector, EngineEvent.Started));

        engine.RemoveEventHandler(collector, EngineEvent.EpochCompleted);

        Assert.False(engine.HasEventHandler(collector));
        Assert.Throws<ArgumentException>(() => engine.RemoveEventHandler(collector, EngineEvent.EpochCompleted));
    }

    [Fact]
    public void Tensors_LiveUntilTheNextIteration_AndTheLastUntilTheEngineIsDisposed()
    {
        List<Tensor> outputs = [], between = [];
        var engine = new FreeEngine((_, _) =>
        {
            between.Add(zeros([1]));
            outputs.Add(ones([1]));
            return outputs[^1];
        }, epochs: 1, epochLength: 2);
        engine.AddEventHandler(EngineEvent.EpochCompleted, _ => Assert.False(outputs[1].IsInvalid));

        engine.Go(Numbers(2));

        Assert.Equal((true, false), (outputs[0].IsInvalid, outputs[1].IsInvalid));
        Assert.All(between, tensor => Assert.True(tensor.IsInvalid));
        engine.Dispose();
        Assert.True(outputs[1].IsInvalid);
    }

    [Fact]
    public void ListedBatches_StayTheirOwners()
    {
        using var image = ones([1, 1, 2, 2]);
        using (var engine = new FreeEngine())
        {
            engine.Go(new BatchList([image]));
        }

        Assert.False(image.IsInvalid);
    }
}
