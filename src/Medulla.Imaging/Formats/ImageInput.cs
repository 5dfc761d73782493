using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats;

/// <summary>
/// The bytes of an image file, unzipped on the way where the file is gzip (whatever its name says). Memory is taken only
/// for what the file's size makes possible, and what goes wrong is told as <see cref="ImageFormatException"/>.
/// </summary>
internal sealed class ImageInput : IDisposable
{
    /// <summary>Deflate cannot do better than 258 bytes from 2 bits, give or take: zlib's documentation states 1032:1.</summary>
    private const long DeflateRatio = 1032;

    /// <summary>Few enough bytes to stay in the cache between reading and swapping.</summary>
    private const int Chunk = 1 << 17;

    private readonly ImageReadOptions options;
    private readonly FileStream file;
    private readonly Stream stream;

    /// <summary>Opens <paramref name="path"/> at its first byte.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public ImageInput(string path, ImageReadOptions? options = null)
    {
        Path = path;
        this.options = options ?? ImageReadOptions.Default;
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        IsCompressed = file.Length >= 2 && file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        stream = IsCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Whether the file is gzip.</summary>
    public bool IsCompressed { get; }

    /// <summary>Bytes handed out so far.</summary>
    public long Position { get; private set; }

    /// <summary>Fills the buffer as far as the file goes.</summary>
    /// <returns>The number of bytes read, less than the buffer's length only at the end of the file.</returns>
    public int Read(Span<byte> buffer)
    {
        try
        {
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Position += read;
            return read;
        }
        catch (InvalidDataException exception)
        {
            throw Broken($"the gzip data is damaged or cut off after {Position} bytes of content.", exception);
        }
    }

    /// <summary>Fills the whole buffer, which holds what <paramref name="content"/> names.</summary>
    public void ReadAll(Span<byte> buffer, string content)
    {
        var read = Read(buffer);
        if (read < buffer.Length)
        {
            throw Broken($"{content} takes {buffer.Length} bytes but {read} follow; the file is cut off.");
        }
    }

    /// <summary>Reads as many bytes as a file claims to have, in steps, so that a false claim costs no memory.</summary>
    public byte[] ReadClaimed(long length, string content)
    {
        Claim(length, content);
        var collected = new byte[Math.Min(length, Chunk)];
        for (var done = 0; done < length; done = collected.Length)
        {
            if (done > 0)
            {
                Array.Resize(ref collected, (int)Math.Min(length, 2L * done));
            }
            ReadAll(collected.AsSpan(done), content);
        }
        return collected;
    }

    /// <summary>Moves forward to an offset in the (unzipped) file.</summary>
    public void SkipTo(long offset)
    {
        if (!IsCompressed && offset <= file.Length)
        {
            Position = file.Position = offset;
            return;
        }
        var scratch = new byte[Math.Min(Chunk, Math.Max(0, offset - Position))];
        while (Position < offset)
        {
            var step = scratch.AsSpan(0, (int)Math.Min(scratch.Length, offset - Position));
            if (Read(step) < step.Length)
            {
                throw Broken($"its data begins at byte {offset} but the file has {Position}; it is cut off.");
            }
        }
    }

    /// <summary>Throws where the rest of the file cannot have <paramref name="bytes"/> bytes, or they are more than the options allow.</summary>
    /// <param name="bytes">Number of bytes the file claims to have from here on.</param>
    /// <param name="content">What they are, for the message.</param>
    public void Claim(long bytes, string content)
    {
        var possible = IsCompressed ? Math.BigMul(file.Length, DeflateRatio) : file.Length;
        if (bytes < 0 || bytes > possible - Position)
        {
            throw Broken(IsCompressed
                ? $"{content} takes {bytes} bytes, more than a gzip file of {file.Length} bytes can hold; the file is cut off or its header is wrong."
                : $"{content} takes {bytes} bytes but {Math.Max(0, file.Length - Position)} follow; the file is cut off.");
        }
        if (bytes > options.MaxBytes)
        {
            throw Broken($"{content} takes {bytes} bytes; ImageReadOptions.MaxBytes allows {options.MaxBytes}.");
        }
    }

    /// <summary>Reads numbers into a new array, in the machine's byte order.</summary>
    /// <param name="type">Type of the numbers.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="bigEndian">Byte order of the file.</param>
    /// <param name="content">What they are, for messages.</param>
    public Array ReadNumbers(VoxelType type, long count, bool bigEndian, string content)
    {
        var bytes = (Int128)count * type.Bytes();
        Claim(bytes > long.MaxValue ? long.MaxValue : (long)bytes, content);
        if (count > Array.MaxLength)
        {
            throw Broken($"{content} is more than {Array.MaxLength} numbers, the most that one .NET array takes.");
        }
        var numbers = type.Allocate(count);
        var step = Chunk / type.Bytes();
        for (var done = 0L; done < count; done += step)
        {
            var part = type.BytesOf(numbers, done, (int)Math.Min(step, count - done));
            var read = Read(part);
            if (read < part.Length)
            {
                throw Broken($"{content} takes {bytes} bytes but {(done * type.Bytes()) + read} follow; the file is cut off.");
            }
            if (bigEndian == BitConverter.IsLittleEndian)
            {
                Swap(part, type.Bytes());
            }
        }
        return numbers;
    }

    /// <summary>Reads past the end of gzip data, which is where its checksum is compared.</summary>
    public void VerifyChecksum()
    {
        if (IsCompressed)
        {
            Span<byte> rest = stackalloc byte[16];
            Read(rest);
        }
    }

    /// <summary>An exception that names this file.</summary>
    public ImageFormatException Broken(string cause, Exception? inner = null) => new(Path, cause, inner);

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }

    private static void Swap(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var pairs = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(pairs, pairs);
                break;
            case 4:
                var fours = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(fours, fours);
                break;
            case 8:
                var eights = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eights, eights);
                break;
        }
    }
}
