using Microsoft.Win32.SafeHandles;

namespace Medulla.Weights.Archives;

/// <summary>A file read by position, with an error of its own where it ends too early.</summary>
internal sealed class BoundedFile : IDisposable
{
    private readonly SafeFileHandle handle;

    public BoundedFile(string path)
    {
        Path = path;
        handle = File.OpenHandle(path);
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="WeightsFormatException">The file ends before the destination is full.</exception>
    public void ReadAt(long position, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(handle, destination, position);
            if (count == 0)
            {
                throw Bad($"the file ends at byte {position}, with {destination.Length} more to read; it is cut off");
            }
            position += count;
            destination = destination[count..];
        }
    }

    public WeightsFormatException Bad(string cause, Exception? inner = null) => new(Path, cause, inner);

    public void Dispose() => handle.Dispose();
}
