namespace Medulla.Engines;

/// <summary>Lines about a run, to standard error.</summary>
public sealed class EngineLog
{
    /// <summary>Numbers of levels as in Python's logging.</summary>
    public const int Debugging = 10, Information = 20, Warning = 30, Failure = 40;

    /// <summary>Lines below this level are left out.</summary>
    public int Level { get; private set; } = Information;

    /// <summary>Where lines go; standard error if null.</summary>
    public TextWriter? Writer { get; set; }

    /// <summary>Is given each line that is not left out, and its level.</summary>
    public event Action<int, string>? Written;

    /// <summary>Leaves out lines below a level.</summary>
    public void SetLevel(int level) => Level = level;

    /// <summary>Writes a line of information.</summary>
    public void Info(string message) => Write(Information, message);

    /// <summary>Writes a warning.</summary>
    public void Warn(string message) => Write(Warning, message);

    /// <summary>Writes that something failed.</summary>
    public void Error(string message) => Write(Failure, message);

    /// <summary>Writes a line.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="message">The line.</param>
    public void Write(int level, string message)
    {
        if (level >= Level)
        {
            (Writer ?? Console.Error).WriteLine(message);
            Written?.Invoke(level, message);
        }
    }

    /// <summary>The name of a level.</summary>
    internal static string NameOf(int level) => level switch
    {
        >= 50 => "CRITICAL",
        >= Failure => "ERROR",
        >= Warning => "WARNING",
        >= Information => "INFO",
        _ => "DEBUG",
    };
}
