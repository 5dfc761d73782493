namespace Medulla.Weights;

/// <summary>A file of weights is not what its format asks for. Nothing of it was used.</summary>
/// <param name="file">The file.</param>
/// <param name="cause">What was found and what was expected.</param>
/// <param name="inner">The error beneath, if there is one.</param>
public sealed class WeightsFormatException(string file, string cause, Exception? inner = null)
    : Exception($"{Path.GetFileName(file)}: {cause}", inner)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What was found and what was expected.</summary>
    public string Cause { get; } = cause;
}
