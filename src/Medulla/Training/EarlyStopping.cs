namespace Medulla.Training;

/// <summary>Ends a run when the key metric has not become better for some validations.</summary>
/// <param name="patience">Number of validations to wait for a better one.</param>
/// <param name="minDelta">By how much a metric must be larger to be better.</param>
public sealed class EarlyStopping(int patience, double minDelta = 0) : ITrainingCallback
{
    private readonly int patience = Check.Positive(patience);

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, TrainingState.Validation? validation)
    {
        if (validation is null)
        {
            return;
        }
        // Recomputed from the state, so that it holds after a resume as well.
        var (best, since) = (double.NaN, 0);
        foreach (var one in trainer.State.Validations)
        {
            var better = one.Score > best + minDelta || (double.IsNaN(best) && !double.IsNaN(one.Score));
            (best, since) = better ? (one.Score, 0) : (best, since + 1);
        }
        if (since >= patience)
        {
            trainer.Stop();
        }
    }
}
