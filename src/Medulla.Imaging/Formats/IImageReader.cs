namespace Medulla.Imaging.Formats;

/// <summary>Reads one file format. Implementations have a parameterless constructor and no state.</summary>
public interface IImageReader
{
    /// <summary>Whether a file is of this format; a rough look, since reading says precisely what is wrong.</summary>
    /// <param name="path">The file's name, or a folder's where the format takes folders.</param>
    /// <param name="start">The first bytes, unzipped where the file is gzip: up to 1024, none for a folder.</param>
    bool Accepts(string path, ReadOnlySpan<byte> start);

    /// <summary>Reads everything but the voxels.</summary>
    /// <exception cref="ImageFormatException">The file breaks the format's rules.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    ImageHeader ReadHeader(string path, ImageReadOptions? options = null);

    /// <summary>Reads the image.</summary>
    /// <exception cref="ImageFormatException">The file breaks the format's rules, or is larger than the options allow.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    ImageVolume Read(string path, ImageReadOptions? options = null);
}
