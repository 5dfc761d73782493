using System.Buffers.Binary;
using System.IO.Compression;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// A DICOM file (PS3.10), with or without preamble, in implicit or explicit VR, either byte order, deflated or not. Only what
/// comes before the pixels is read; <see cref="ReadImage"/> fetches these.
/// </summary>
public sealed class DicomFile
{
    /// <summary>Deflate unfolds to at most 1032 times, by zlib's documentation; this is where a false file stops.</summary>
    private const long DeflateRatio = 1032;

    private readonly ReadOnlyMemory<byte>? content;

    private DicomFile(string path, ReadOnlyMemory<byte>? content, DicomTransferSyntax syntax, DicomDataset meta, DicomDataset dataset, DicomPixelData? pixels)
        => (Path, this.content, TransferSyntax, Meta, Dataset, Pixels) = (path, content, syntax, meta, dataset, pixels);

    /// <summary>Path of the file, or the name given to a stream.</summary>
    public string Path { get; }

    /// <summary>How attributes and pixels are encoded.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>The file meta information, group 2; empty where the file has none.</summary>
    public DicomDataset Meta { get; }

    /// <summary>The attributes before the pixels.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>Whether it is an image.</summary>
    public bool HasPixels => Pixels is not null;

    internal DicomPixelData? Pixels { get; }

    /// <summary>Whether a file that begins so is DICOM: by its mark after the preamble, or by an attribute of group 2 or 8 where there is no preamble.</summary>
    /// <param name="start">The first bytes; 140 are enough.</param>
    public static bool IsDicom(ReadOnlySpan<byte> start)
        => HasMark(start) || (start.Length >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(start) is 2 or 8
            && BinaryPrimitives.ReadUInt16LittleEndian(start[2..]) <= 0x18
            && (BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) < 256 || IsExplicit(start)));

    /// <summary>Reads a file's attributes.</summary>
    /// <exception cref="ImageFormatException">It is no DICOM file, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static DicomFile Read(string path)
    {
        using var bytes = DicomBytes.OfFile(path);
        return Read(bytes, null);
    }

    /// <summary>Reads a stream to its end, and keeps its bytes for the pixels.</summary>
    /// <param name="stream">The file's content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ImageFormatException">It is no DICOM file, or is damaged.</exception>
    public static DicomFile Read(Stream stream, string name = "stream")
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var content = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        using var bytes = DicomBytes.OfMemory(name, content);
        return Read(bytes, content);
    }

    /// <summary>The pixels of the file alone, placed in the world: [x, y, z], of several frames sorted along the normal, and of several volumes [x, y, z, volume].</summary>
    /// <exception cref="ImageFormatException">It has no pixels, they are damaged, or of an encoding that is not read here.</exception>
    public ImageVolume ReadImage(ImageReadOptions? options = null) => DicomVolume.Read([this], Path, options);

    /// <summary>Reads a file's attributes; null where it is no DICOM file.</summary>
    /// <exception cref="ImageFormatException">It has the mark of DICOM and is damaged.</exception>
    internal static DicomFile? ReadIfDicom(string path)
    {
        using var bytes = DicomBytes.OfFile(path);
        Span<byte> start = stackalloc byte[140];
        start = start[..(int)Math.Min(start.Length, bytes.Length)];
        bytes.Read(0, start, "its beginning");
        try
        {
            return IsDicom(start) ? Read(bytes, null) : null;
        }
        catch (ImageFormatException) when (!HasMark(start))
        {
            return null;
        }
    }

    internal DicomBytes Open() => content is { } memory ? DicomBytes.OfMemory(Path, memory) : DicomBytes.OfFile(Path);

    private static DicomFile Read(DicomBytes bytes, ReadOnlyMemory<byte>? content)
    {
        Span<byte> start = stackalloc byte[140];
        start = start[..(int)Math.Min(start.Length, bytes.Length)];
        bytes.Read(0, start, "its beginning");
        if (!IsDicom(start))
        {
            throw bytes.Broken("it is no DICOM file: neither has it 'DICM' at byte 128 nor does it begin with an attribute of group 2 or 8.");
        }
        var buffer = new DicomBuffer(bytes);
        long position = HasMark(start) ? 132 : 0;
        var meta = new DicomParser(buffer, DicomTransferSyntax.ExplicitLittleEndian).Parse(ref position, isMeta: true);
        var syntax = meta.Text(DicomTags.TransferSyntaxUID) is { } uid ? DicomTransferSyntax.Of(uid)
            : position + 8 <= bytes.Length && IsExplicit(buffer.Span(position, 8, "an attribute")) ? DicomTransferSyntax.ExplicitLittleEndian
            : DicomTransferSyntax.ImplicitLittleEndian;
        if (syntax.IsDeflated)
        {
            content = Inflate(bytes, position);
            using var inflated = DicomBytes.OfMemory(bytes.Name, content.Value);
            (buffer, position) = (new DicomBuffer(inflated), 0);
        }
        // Some writers declare an explicit syntax for what they leave implicit.
        var isImplicit = syntax is { IsExplicit: true, IsBigEndian: false } && position + 8 <= buffer.Length && !IsExplicit(buffer.Span(position, 8, "an attribute"));
        var parser = new DicomParser(buffer, isImplicit ? syntax with { IsExplicit = false } : syntax);
        var dataset = parser.Parse(ref position, isMeta: false);
        return new(bytes.Name, content, syntax, meta, dataset, parser.Pixels);
    }

    private static ReadOnlyMemory<byte> Inflate(DicomBytes bytes, long position)
    {
        var most = Math.Min(ImageReadOptions.Default.MaxBytes, Math.Min(Array.MaxLength, DeflateRatio * (bytes.Length - position)));
        var packed = bytes.Read(position, checked((int)(bytes.Length - position)), "its deflated part");
        using var inflater = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        var chunk = new byte[1 << 16];
        try
        {
            for (int read; (read = inflater.Read(chunk)) > 0;)
            {
                memory.Write(chunk, 0, read);
                if (memory.Length > most)
                {
                    throw bytes.Broken($"its deflated part unfolds to more than {most} bytes.");
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw bytes.Broken($"its deflated part is damaged after {memory.Length} bytes of content.", exception);
        }
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    private static bool HasMark(ReadOnlySpan<byte> start) => start.Length >= 132 && start[128..].StartsWith("DICM"u8);

    private static bool IsExplicit(ReadOnlySpan<byte> attribute)
        => attribute[4] is >= (byte)'A' and <= (byte)'Z' && attribute[5] is >= (byte)'A' and <= (byte)'Z';
}
