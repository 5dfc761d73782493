using Microsoft.Win32.SafeHandles;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The bytes of a DICOM file, on disk or in memory, read at any place.</summary>
internal sealed class DicomBytes : IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly ReadOnlyMemory<byte> memory;

    private DicomBytes(string name, SafeFileHandle? handle, ReadOnlyMemory<byte> memory, long length)
        => (Name, this.handle, this.memory, Length) = (name, handle, memory, length);

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public long Length { get; }

    public static DicomBytes OfFile(string path)
    {
        var handle = File.OpenHandle(path);
        return new(path, handle, default, RandomAccess.GetLength(handle));
    }

    public static DicomBytes OfMemory(string name, ReadOnlyMemory<byte> memory) => new(name, null, memory, memory.Length);

    /// <summary>Fills the target from <paramref name="offset"/> on; what <paramref name="content"/> names must be whole.</summary>
    public void Read(long offset, Span<byte> target, string content)
    {
        if (offset < 0 || target.Length > Length - offset)
        {
            throw Broken($"{content} takes {target.Length} bytes from byte {offset} on, but the file has {Length}; it is cut off.");
        }
        if (handle is null)
        {
            memory.Span.Slice((int)offset, target.Length).CopyTo(target);
            return;
        }
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(handle, target, offset);
            if (read == 0)
            {
                throw Broken($"{content} could not be read to its end at byte {offset}; the file became shorter.");
            }
            offset += read;
            target = target[read..];
        }
    }

    public byte[] Read(long offset, int count, string content)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        Read(offset, bytes, content);
        return bytes;
    }

    public ImageFormatException Broken(string cause, Exception? inner = null) => new(Name, cause, inner);

    public void Dispose() => handle?.Dispose();
}
