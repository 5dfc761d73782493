namespace Medulla.Imaging.Formats;

/// <summary>Writes one file format. Implementations have a parameterless constructor and no state.</summary>
public interface IImageWriter
{
    /// <summary>Whether a file name asks for this format.</summary>
    bool Accepts(string path);

    /// <summary>Writes the image; a file of that name is replaced once the new one is whole.</summary>
    /// <exception cref="NotSupportedException">The format cannot hold such an image.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void Write(string path, ImageVolume image);
}
