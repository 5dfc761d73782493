using TorchSharp;
using SummaryWriter = TorchSharp.Modules.SummaryWriter;

namespace Medulla.Engines.Handlers;

/// <summary>Writes for TensorBoard; the file is begun with the first entry.</summary>
/// <param name="summaryWriter">Where to write; a file of its own if null.</param>
/// <param name="logDir">Folder of that file.</param>
public abstract class TensorBoardHandler(SummaryWriter? summaryWriter = null, string logDir = "./runs") : IEngineHandler
{
    private readonly Lazy<SummaryWriter> own = new(() => torch.utils.tensorboard.SummaryWriter(logDir, createRunName: false));

    /// <summary>Where entries go.</summary>
    protected SummaryWriter Writer => summaryWriter ?? own.Value;

    /// <inheritdoc/>
    public abstract void Attach(Engine engine);
}
