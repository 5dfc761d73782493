using System.Buffers.Binary;
using Medulla.Runtime;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>
/// A safetensors file, open for reading: an 8-byte header length, a JSON header, then the arrays, row-major and little-endian.
/// Reading takes only the asked-for bytes, goes straight into tensor memory and may be done by several threads at once.
/// </summary>
public sealed class SafeTensors : IDisposable
{
    private const long SliceLength = 1L << 24;   // elements; a span ends at 2^31 bytes, an array does not
    private readonly string path;
    private readonly SafeFileHandle handle;

    private SafeTensors(string path, SafeFileHandle handle)
    {
        (this.path, this.handle) = (path, handle);
        var length = RandomAccess.GetLength(handle);
        Span<byte> prefix = stackalloc byte[8];
        if (length < prefix.Length)
        {
            throw new WeightsFormatException(path, $"the file has {length} bytes; a safetensors file has at least 8");
        }
        ReadAt(0, prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafeTensorsHeader.MaxLength || (long)headerLength > length - prefix.Length)
        {
            throw new WeightsFormatException(path, $"the header is said to have {headerLength} bytes, but the file has {length} and the format allows {SafeTensorsHeader.MaxLength}; is it a safetensors file?");
        }
        var header = new byte[headerLength];
        ReadAt(prefix.Length, header);
        (var entries, var metadata) = SafeTensorsHeader.Parse(path, header, prefix.Length + header.Length, length);
        (Entries, Metadata) = (entries, metadata);
    }

    /// <summary>What the file holds, by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries { get; }

    /// <summary>Free text that came with the arrays.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header; arrays are read when asked for.</summary>
    /// <exception cref="WeightsFormatException">The file is not a valid safetensors file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensors Open(string path)
    {
        var handle = File.OpenHandle(path);
        try
        {
            return new(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads all arrays of a file as CPU tensors.</summary>
    /// <exception cref="WeightsFormatException">The file is not a valid safetensors file, or a value does not fit its tensor.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using var file = Open(path);
        using var scope = NewDisposeScope();
        var result = file.Entries.Keys.ToDictionary(name => name, file.Read);
        foreach (var tensor in result.Values)
        {
            tensor.MoveToOuterDisposeScope();
        }
        return result;
    }

    /// <summary>
    /// Writes tensors to a file. The layout depends on names, types and shapes alone. The file appears under its name when it is
    /// whole, and replaces one that is there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors by name, on any device; types are bool, and integers and floats that the format has.</param>
    /// <param name="metadata">Free text to go with them.</param>
    /// <exception cref="ArgumentException">A tensor is of a type that the format lacks, or a name is reserved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        => SafeTensorsWriter.Write(path, tensors, metadata);

    /// <summary>
    /// Reads an array as a CPU tensor. U16 becomes int32, U32 and U64 int64, the 8-bit floats float32; every other type stays.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no array of that name.</exception>
    /// <exception cref="WeightsFormatException">A U64 is above the largest int64, a BOOL is neither 0 nor 1, or the file was cut off since it was opened.</exception>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        var type = SafeTensorsType.Find(entry.Dtype)!;
        using var scope = NewDisposeScope();
        var result = empty(entry.Shape.ToArray(), type.Tensor);
        var flat = result.view(-1);
        var length = entry.Length / type.Size;
        for (var start = 0L; start < length; start += SliceLength)
        {
            using var slice = flat.narrow(0, start, Math.Min(SliceLength, length - start));
            if (type.IsWidened)
            {
                Widen(entry, start * type.Size, slice);
                continue;
            }
            ReadAt(entry.Offset + start * type.Size, slice.bytes);
            if (type.Tensor == ScalarType.Bool && slice.bytes.ContainsAnyExcept((byte)0, (byte)1))
            {
                throw new WeightsFormatException(path, $"'{name}' is BOOL but holds bytes other than 0 and 1");
            }
        }
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Reads an array as the bytes that are stored.</summary>
    /// <exception cref="KeyNotFoundException">There is no array of that name.</exception>
    /// <exception cref="WeightsFormatException">The array exceeds what an array of bytes can hold, or the file was cut off since it was opened.</exception>
    public byte[] ReadBytes(string name)
    {
        var entry = Find(name);
        if (entry.Length > Array.MaxLength)
        {
            throw new WeightsFormatException(path, $"'{name}' has {entry.Length} bytes, more than an array holds; read it as a tensor");
        }
        var result = new byte[entry.Length];
        ReadAt(entry.Offset, result);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void Widen(SafeTensorsEntry entry, long offset, Tensor slice)
    {
        var length = (int)slice.numel();
        var stored = new byte[length * SafeTensorsType.Find(entry.Dtype)!.Size];
        ReadAt(entry.Offset + offset, stored);
        if (!Widening.Widen(entry.Dtype, stored, slice))
        {
            throw new WeightsFormatException(path, $"'{entry.Name}' holds a U64 above {long.MaxValue}, the largest number of a tensor; read its bytes");
        }
    }

    private SafeTensorsEntry Find(string name) => Entries.TryGetValue(name, out var entry) ? entry
        : throw new KeyNotFoundException($"{Path.GetFileName(path)} holds no array '{name}'; it has {Entries.Count}.");

    private void ReadAt(long position, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(handle, destination, position);
            if (count == 0)
            {
                throw new WeightsFormatException(path, $"the file ends at byte {position}, with {destination.Length} more to read; it is cut off");
            }
            position += count;
            destination = destination[count..];
        }
    }
}
