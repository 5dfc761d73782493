using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;
using OptimizerHelper = TorchSharp.Modules.OptimizerHelper;

namespace Medulla.Engines;

/// <summary>States of what a training is made of, as trees that checkpoints can keep.</summary>
/// <remarks>
/// A network's state is its weights by name, and an engine's its iteration, epoch length and number of epochs, as in the reference. Optimisers are
/// written by TorchSharp in a form of its own, which is kept as bytes; a schedule's state is its steps and its rates.
/// </remarks>
internal static class CheckpointState
{
    private const string Format = "torchsharp_optimizer", Steps = "last_epoch", Count = "_step_count", Rates = "_last_lr";

    /// <summary>The state of an object.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static object Of(string name, object value) => value switch
    {
        nn.Module network => network.state_dict(),
        Engine engine => new Dictionary<string, object?>
        {
            ["iteration"] = (long)engine.State.Iteration, ["epoch_length"] = (long)engine.State.EpochLength, ["max_epochs"] = (long)engine.State.MaxEpochs,
        },
        OptimizerHelper optimizer => new Dictionary<string, object?> { [Format] = Bytes(optimizer) },
        optim.lr_scheduler.LRScheduler schedule => new Dictionary<string, object?>
        {
            [Steps] = (long)LastEpoch(schedule), [Count] = (long)StepCount(schedule), [Rates] = schedule.get_last_lr().Cast<object?>().ToList(),
        },
        IStateful stateful => stateful.StateDict(),
        _ => throw new ArgumentException($"'{name}' is {Sample.Describe(value)}, which has no state to save; networks, optimisers, schedules, engines and handlers with a state have."),
    };

    /// <summary>Gives an object its state back.</summary>
    /// <exception cref="ArgumentException">It has none, or the state is of another kind.</exception>
    public static void Restore(string name, object target, object? state)
    {
        ArgumentException Unfit() => new($"'{name}': the checkpoint has {Sample.Describe(state)}, which is no state of a {target.GetType().Name}.");
        switch (target)
        {
            case Engine engine when state is IDictionary map && map["iteration"] is { } iteration:
                engine.State.Iteration = Convert.ToInt32(iteration);
                engine.State.EpochLength = map["epoch_length"] is { } length ? Convert.ToInt32(length) : engine.State.EpochLength;
                engine.State.Epoch = engine.State.EpochLength > 0 ? engine.State.Iteration / engine.State.EpochLength : 0;
                break;
            case OptimizerHelper optimizer when state is IDictionary map && map[Format] is Tensor bytes:
                Load(optimizer, bytes);
                break;
            case OptimizerHelper:
                throw new ArgumentException($"'{name}': the checkpoint's state of the optimiser was not written here and cannot be read; leave it out of load_dict to begin with a fresh one.");
            case optim.lr_scheduler.LRScheduler schedule when state is IDictionary map && map[Steps] is { } steps && map[Rates] is IList rates:
                (LastEpoch(schedule), StepCount(schedule)) = (Convert.ToInt32(steps), map[Count] is { } count ? Convert.ToInt32(count) : 0);
                LastRates(schedule) = [.. rates.Cast<object?>().Select(Convert.ToDouble)];
                break;
            case IStateful stateful:
                stateful.LoadStateDict(state ?? throw Unfit());
                break;
            default:
                throw Unfit();
        }
    }

    private static Tensor Bytes(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        optimizer.save_state_dict(writer);
        writer.Flush();
        return tensor(stream.ToArray());
    }

    private static void Load(OptimizerHelper optimizer, Tensor bytes)
    {
        using var stream = new MemoryStream(bytes.data<byte>().ToArray());
        using var reader = new BinaryReader(stream);
        optimizer.load_state_dict(reader);
    }

    // TorchSharp's schedules cannot be asked or told where they stand; a test notices if these are named otherwise one day.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_last_epoch")]
    private static extern ref int LastEpoch(optim.lr_scheduler.LRScheduler schedule);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_step_count")]
    private static extern ref int StepCount(optim.lr_scheduler.LRScheduler schedule);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_last_lrs")]
    private static extern ref IList<double> LastRates(optim.lr_scheduler.LRScheduler schedule);
}
