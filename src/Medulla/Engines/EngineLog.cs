namespace Medulla.Engines;

/// <summary>Lines about a run, to standard error.</summary>
public sealed class EngineLog
{
    /// <summary>Numbers of levels as in Python's logging.</summary>
    public const int Information = 20, Warning = 30;

    /// <summary>Lines below this level are left out.</summary>
    public int Level { get; private set; } = Information;

    /// <summary>Where lines go; standard error if null.</summary>
    public TextWriter? Writer { get; set; }

    /// <summary>Leaves out lines below a level.</summary>
    public void SetLevel(int level) => Level = level;

    /// <summary>Writes a line of information.</summary>
    public void Info(string message) => Write(Information, message);

    /// <summary>Writes a warning.</summary>
    public void Warn(string message) => Write(Warning, message);

    private void Write(int level, string message)
    {
        if (level >= Level)
        {
            (Writer ?? Console.Error).WriteLine(message);
        }
    }
}
