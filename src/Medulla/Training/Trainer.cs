using Medulla.Data;
using Medulla.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using OptimizerHelper = TorchSharp.Modules.OptimizerHelper;

namespace Medulla.Training;

/// <summary>
/// Trains a network on the batches of a loader. Stopped and taken up again from a checkpoint, it gives the losses of a run that was
/// never stopped.
/// </summary>
/// <param name="network">The network; called with images [B, C, spatial...].</param>
/// <param name="optimizer">Its optimiser.</param>
/// <param name="loss">Prediction and label to a scalar.</param>
/// <param name="loader">The training batches.</param>
/// <param name="options">How long to train and where to keep what comes out.</param>
/// <param name="evaluator">Validates; nothing does if null.</param>
/// <param name="scheduler">Changes the learning rate after each epoch.</param>
/// <param name="callbacks">Are told how it goes.</param>
/// <param name="average">
/// Averages of the weights, which are validated in the weights' place and are what the "best" checkpoint holds; none if null.
/// </param>
public sealed class Trainer(
    nn.Module<Tensor, Tensor> network, OptimizerHelper optimizer, Func<Tensor, Tensor, Tensor> loss, DataLoader loader, TrainerOptions options,
    Evaluator? evaluator = null, optim.lr_scheduler.LRScheduler? scheduler = null, IReadOnlyList<ITrainingCallback>? callbacks = null,
    ExponentialMovingAverage? average = null)
{
    private readonly IReadOnlyList<ITrainingCallback> callbacks = callbacks ?? [];
    private bool stop;

    /// <summary>Where the run stands.</summary>
    public TrainingState State { get; private set; } = new();

    /// <summary>How long to train and where to keep what comes out.</summary>
    public TrainerOptions Options => options;

    /// <summary>The network.</summary>
    public nn.Module<Tensor, Tensor> Network => network;

    /// <summary>Number of optimiser steps of an epoch.</summary>
    public int StepsPerEpoch => loader.Count;

    /// <summary>The current learning rate of the first parameter group.</summary>
    public double LearningRate => optimizer.ParamGroups.First().LearningRate;

    /// <summary>Ends the run after the current epoch.</summary>
    public void Stop() => stop = true;

    /// <summary>Takes up a run from a checkpoint.</summary>
    /// <param name="directory">A folder that <see cref="Checkpoint.Save"/> wrote, such as "last".</param>
    /// <exception cref="Weights.WeightsFormatException">The checkpoint is damaged.</exception>
    public void Resume(string directory)
    {
        // The scheduler counts its steps itself; the rate that they make is then overwritten by the optimiser's own.
        for (var epoch = Checkpoint.ReadState(directory).Epoch; epoch > 0; epoch--)
        {
            scheduler?.step();
        }
        State = Checkpoint.Load(directory, network, optimizer, average);
    }

    /// <summary>Trains until all epochs are done, the time is over, or it is stopped.</summary>
    /// <param name="cancel">Stops after the current batch; a checkpoint to resume from is left in "last".</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TrainingState Run(CancellationToken cancel = default)
    {
        stop = false;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Tell(callback => callback.Started(this));
        try
        {
            while (!stop && (State.Epoch < options.Epochs || OwesValidation))
            {
                if (!OwesValidation)
                {
                    RunEpoch(cancel);
                }
                var over = options.TimeLimit is { } limit && clock.Elapsed >= limit;
                var last = State.Epoch == options.Epochs || over;
                var validation = evaluator is not null && (last || State.Epoch % options.ValidateEvery == 0) ? Validate(evaluator, cancel) : null;
                Save("last");
                Tell(callback => callback.EpochDone(this, validation));
                stop |= over;
            }
        }
        catch (OperationCanceledException)
        {
            Save("last");
            throw;
        }
        finally
        {
            Tell(callback => callback.Ended(this));
        }
        return State;
    }

    /// <summary>Whether the run was stopped while it validated, and is to go on with that.</summary>
    private bool OwesValidation => evaluator is not null && State is { Epoch: > 0, Batch: 0 } && !(State.Validations is [.., var last] && last.Epoch == State.Epoch)
        && (State.Epoch == options.Epochs || State.Epoch % options.ValidateEvery == 0);

    private void RunEpoch(CancellationToken cancel)
    {
        network.train();
        foreach (var batch in loader.Epoch(State.Epoch, State.Batch, cancel))
        {
            using (batch)
            {
                var value = Step(batch[options.ImageKey], batch[options.LabelKey]);
                State = State with { Batch = State.Batch + 1, Iteration = State.Iteration + 1, LossSum = State.LossSum + value };
                Tell(callback => callback.Stepped(this, value));
            }
            cancel.ThrowIfCancellationRequested();
        }
        State = State with
        {
            Epoch = State.Epoch + 1,
            Batch = 0,
            LossSum = 0,
            Losses = [.. State.Losses, State.Batch == 0 ? double.NaN : State.LossSum / State.Batch],
        };
        scheduler?.step();
    }

    private double Step(Tensor image, Tensor label)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var device = network.parameters().FirstOrDefault()?.device ?? CPU;
        var value = loss(network.call(image.to(device)), label.to(device));
        var result = value.item<float>();
        if (!float.IsFinite(result))
        {
            throw new InvalidOperationException($"the loss became {result} in epoch {State.Epoch + 1}, batch {State.Batch + 1}; "
                + "lower the learning rate, clip gradients, or look for images with NaN.");
        }
        value.backward();
        if (options.ClipGradientNorm is { } norm)
        {
            nn.utils.clip_grad_norm_(network.parameters(), norm);
        }
        optimizer.step();
        average?.Update();
        return result;
    }

    private TrainingState.Validation Validate(Evaluator by, CancellationToken cancel)
    {
        using var averaged = average?.SwapIn();
        var result = by.Run(network, null, cancel);
        var validation = new TrainingState.Validation(State.Epoch, result.Score, result.Metrics);
        var better = State.Best is null || double.IsNaN(State.Best.Score) || validation.Score > State.Best.Score;
        State = State with { Validations = [.. State.Validations, validation], Best = better ? validation : State.Best };
        if (better)
        {
            Save("best", withAverage: false);
        }
        return validation;
    }

    private void Save(string name, bool withAverage = true)
    {
        if (options.CheckpointDir is { } directory)
        {
            Checkpoint.Save(Path.Combine(directory, name), network, optimizer, State, withAverage ? average : null);
        }
    }

    private void Tell(Action<ITrainingCallback> what)
    {
        foreach (var callback in callbacks)
        {
            what(callback);
        }
    }
}
