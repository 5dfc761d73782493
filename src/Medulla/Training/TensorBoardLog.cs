using TorchSharp;

namespace Medulla.Training;

/// <summary>Writes losses, learning rate and validation metrics for TensorBoard.</summary>
/// <param name="directory">The folder for its files.</param>
public sealed class TensorBoardLog(string directory) : ITrainingCallback
{
    private readonly TorchSharp.Modules.SummaryWriter writer = torch.utils.tensorboard.SummaryWriter(directory, createRunName: false);

    /// <inheritdoc/>
    public void Stepped(Trainer trainer, double loss)
        => writer.add_scalar("train/loss", (float)loss, checked((int)trainer.State.Iteration));

    /// <inheritdoc/>
    public void EpochDone(Trainer trainer, TrainingState.Validation? validation)
    {
        writer.add_scalar("train/epoch_loss", (float)trainer.State.Losses[^1], trainer.State.Epoch);
        writer.add_scalar("train/learning_rate", (float)trainer.LearningRate, trainer.State.Epoch);
        foreach (var (name, value) in validation?.Metrics ?? new Dictionary<string, double>())
        {
            writer.add_scalar($"validation/{name}", (float)value, trainer.State.Epoch);
        }
    }
}
