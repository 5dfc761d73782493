namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The beginning of a file, which grows as far as it is asked for; so attributes are read without the pixels behind them.</summary>
internal sealed class DicomBuffer(DicomBytes bytes)
{
    private const int First = 1 << 14;

    private byte[] content = [];

    public long Length => bytes.Length;

    /// <summary>The file's bytes at a place, which must be in it.</summary>
    public ReadOnlyMemory<byte> Slice(long offset, long count, string what)
    {
        var end = offset + count;
        if (offset < 0 || count < 0 || end > Length || end > Array.MaxLength)
        {
            throw bytes.Broken($"{what} takes {count} bytes from byte {offset} on, but the file has {Length}; it is cut off or damaged.");
        }
        if (end > content.Length)
        {
            // Memory handed out earlier stays what it was: it belongs to the array before.
            var longer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Length, Math.Min(Array.MaxLength, Math.Max(end, Math.Max(First, 2L * content.Length)))));
            content.CopyTo(longer, 0);
            bytes.Read(content.Length, longer.AsSpan(content.Length), what);
            content = longer;
        }
        return content.AsMemory((int)offset, (int)count);
    }

    public ReadOnlySpan<byte> Span(long offset, long count, string what) => Slice(offset, count, what).Span;

    public ImageFormatException Broken(string cause) => bytes.Broken(cause);
}
