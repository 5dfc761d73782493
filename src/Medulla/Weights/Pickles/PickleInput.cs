using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Medulla.Weights.Archives;

namespace Medulla.Weights.Pickles;

/// <summary>The bytes of a pickle, from memory or straight from a file; every read is checked against the end.</summary>
internal sealed class PickleInput
{
    private const int BufferLength = 1 << 15, MaxLine = 1024;
    private readonly BoundedFile file;
    private readonly string part;
    private readonly byte[] buffer;
    private readonly long end;
    private readonly bool whole;
    private int next, filled;
    private long bufferStart;

    /// <param name="file">The file, for messages.</param>
    /// <param name="part">The part of it that this is, for messages.</param>
    /// <param name="bytes">The pickle.</param>
    public PickleInput(BoundedFile file, string part, byte[] bytes)
    {
        (this.file, this.part, buffer, end, whole) = (file, part, bytes, bytes.Length, true);
        filled = bytes.Length;
    }

    /// <summary>Reads pickles from the beginning of a file.</summary>
    public PickleInput(BoundedFile file)
        => (this.file, part, buffer, end) = (file, "the pickle", new byte[Math.Min(file.Length, BufferLength)], file.Length);

    public long Position => bufferStart + next;

    /// <summary>Bytes of the whole input.</summary>
    public long Length => end;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public byte[] Bytes(long count)
    {
        Need(count);
        if (count > Array.MaxLength)
        {
            throw Bad($"has a value of {count} bytes, more than an array holds");
        }
        var result = new byte[count];
        for (var done = 0; done < result.Length;)
        {
            if (next == filled)
            {
                Fill(1);
            }
            var available = Math.Min(filled - next, result.Length - done);
            buffer.AsSpan(next, available).CopyTo(result.AsSpan(done));
            (next, done) = (next + available, done + available);
        }
        return result;
    }

    /// <summary>A string of UTF-8. Python also writes lone surrogates, which become U+FFFD.</summary>
    public string Text(long count)
    {
        Need(count);
        return Encoding.UTF8.GetString(count <= BufferLength ? Take((int)count) : Bytes(count));
    }

    /// <summary>A string of Python 2, which did not say whether it is text: a string if it is UTF-8, else bytes.</summary>
    public object TextOrBytes(long count)
    {
        var bytes = Bytes(count);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : bytes;
    }

    /// <summary>Text up to a line break.</summary>
    public string Line()
    {
        var text = new StringBuilder();
        for (var b = Byte(); b != '\n'; b = Byte())
        {
            if (text.Length == MaxLine)
            {
                throw Bad($"has a name of more than {MaxLine} characters");
            }
            text.Append((char)b);
        }
        return text.ToString();
    }

    public void Need(long count)
    {
        if (count < 0 || count > end - Position)
        {
            throw Bad($"needs {(ulong)count} more bytes where {end - Position} are left; it is cut off or damaged");
        }
    }

    public WeightsFormatException Bad(string cause) => file.Bad($"{part} {cause} (at byte {Position})");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (filled - next < count)
        {
            Fill(count);
        }
        next += count;
        return buffer.AsSpan(next - count, count);
    }

    private void Fill(int count)
    {
        Need(count);
        if (whole)
        {
            throw Bad("ends too early");
        }
        var kept = filled - next;
        buffer.AsSpan(next, kept).CopyTo(buffer);
        (bufferStart, next) = (bufferStart + next, 0);
        filled = (int)Math.Min(buffer.Length, end - bufferStart);
        file.ReadAt(bufferStart + kept, buffer.AsSpan(kept, filled - kept));
    }
}
