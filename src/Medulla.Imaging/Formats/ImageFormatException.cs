namespace Medulla.Imaging.Formats;

/// <summary>A file is not what its format demands: cut off, damaged, contradictory, or of a kind that is not read here.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>An exception that says <c>file: cause</c>.</summary>
    /// <param name="file">Path of the file; the message shows its name.</param>
    /// <param name="cause">What was found, what was expected, and the way out if there is one.</param>
    /// <param name="inner">The exception that revealed it, if one did.</param>
    public ImageFormatException(string file, string cause, Exception? inner = null)
        : base($"{Path.GetFileName(file)}: {cause}", inner)
        => (File, Cause) = (file, cause);

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public string Cause { get; }
}
