namespace Medulla.Training;

/// <summary>Is told how a training run goes. Every method may be left out.</summary>
public interface ITrainingCallback
{
    /// <summary>The run begins, or goes on from a checkpoint.</summary>
    void Started(Trainer trainer)
    {
    }

    /// <summary>An optimiser step was done.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="loss">The batch's loss.</param>
    void Stepped(Trainer trainer, double loss)
    {
    }

    /// <summary>An epoch was done, validation included.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="validation">Its validation; null where there was none.</param>
    void EpochDone(Trainer trainer, TrainingState.Validation? validation)
    {
    }

    /// <summary>The run ends: all epochs are done, it was stopped, or it failed.</summary>
    void Ended(Trainer trainer)
    {
    }
}
