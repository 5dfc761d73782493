using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The colours that pixels of a palette stand for, 8 bits each (DICOM PS3.3, C.7.6.3.1.5); of entries with 16 bits the upper byte.</summary>
internal sealed class DicomPalette
{
    private readonly byte[] colours;
    private readonly int first;

    private DicomPalette(byte[] colours, int first) => (this.colours, this.first) = (colours, first);

    public static DicomPalette Of(DicomFile file)
    {
        (DicomTag Descriptor, DicomTag Data)[] tags =
        [
            (DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.RedPaletteColorLookupTableData),
            (DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableData),
            (DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.BluePaletteColorLookupTableData),
        ];
        var descriptor = file.Dataset.Numbers(tags[0].Descriptor);
        var (entries, bits) = descriptor.Count == 3 ? (descriptor[0] == 0 ? 65536 : (int)descriptor[0], descriptor[2]) : (0, 0);
        if (entries < 1 || bits is not (8 or 16) || tags.Any(tag => file.Dataset.Numbers(tag.Descriptor) != descriptor))
        {
            throw new ImageFormatException(file.Path, $"its palette is described by {string.Join(", ", tags.Select(tag => file.Dataset.Numbers(tag.Descriptor)))}; three equal rows of entries, first value and 8 or 16 bits are needed.");
        }
        var colours = new byte[3 * entries];
        foreach (var (channel, tag) in tags.Index())
        {
            var data = (file.Dataset[tag.Data]?.Bytes ?? default).Span;
            // Some writers put entries of 8 bits into words, and some say 16 and give bytes.
            var size = data.Length >= 2 * entries ? 2 : 1;
            if (data.Length < entries * size)
            {
                throw new ImageFormatException(file.Path, $"its palette has {entries} entries but {tag.Data} has {data.Length} bytes; segmented palettes are not read.");
            }
            var upper = file.TransferSyntax.IsBigEndian || bits == 8 ? 0 : 1;
            for (var entry = 0; entry < entries; entry++)
            {
                colours[(3 * entry) + channel] = data[(entry * size) + (size == 2 ? upper : 0)];
            }
        }
        return new(colours, (int)descriptor[1]);
    }

    /// <summary>Writes the colour of every pixel; those beyond the palette get its first or last.</summary>
    public void Look(ReadOnlySpan<byte> pixels, int size, Span<byte> target)
    {
        var wide = MemoryMarshal.Cast<byte, ushort>(pixels);
        var last = (colours.Length / 3) - 1;
        for (var index = 0; index < pixels.Length / size; index++)
        {
            var entry = Math.Clamp((size == 1 ? pixels[index] : wide[index]) - first, 0, last);
            colours.AsSpan(3 * entry, 3).CopyTo(target[(3 * index)..]);
        }
    }
}
