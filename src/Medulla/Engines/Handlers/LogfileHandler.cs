using System.Globalization;

namespace Medulla.Engines.Handlers;

/// <summary>Writes the engine's lines to a file from the beginning of a run to its end; several engines may write to one.</summary>
/// <param name="outputDir">Folder of the file.</param>
/// <param name="filename">Its name; lines are appended.</param>
/// <param name="loglevel">Lines below this level are left out, as in Python's logging.</param>
/// <param name="formatter">What a line is, with Python's %(asctime)s, %(name)s, %(levelname)s and %(message)s.</param>
/// <param name="createDir">Whether the folder is made if missing.</param>
public sealed class LogfileHandler(
    string outputDir, string filename = "log.txt", int loglevel = EngineLog.Information, string formatter = "%(asctime)s %(name)s %(levelname)s: %(message)s", bool createDir = true)
    : IEngineHandler
{
    private Action<int, string>? writing;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.Started, Start);
        engine.AddEventHandler(EngineEvent.Completed, End);
        engine.AddEventHandler(EngineEvent.ExceptionRaised, End);
    }

    private void Start(Engine engine)
    {
        if (createDir)
        {
            Directory.CreateDirectory(outputDir);
        }
        End(engine);
        var name = engine.GetType().Name;
        writing = (level, message) => Append(name, level, message);
        engine.Logger.Written += writing;
    }

    private void End(Engine engine)
    {
        engine.Logger.Written -= writing;
        writing = null;
    }

    private void Append(string name, int level, string message)
    {
        if (level >= loglevel)
        {
            File.AppendAllText(Path.Combine(outputDir, filename), formatter
                .Replace("%(asctime)s", DateTime.Now.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("%(name)s", name, StringComparison.Ordinal)
                .Replace("%(levelname)s", EngineLog.NameOf(level), StringComparison.Ordinal)
                .Replace("%(message)s", message, StringComparison.Ordinal) + "\n");
        }
    }
}
