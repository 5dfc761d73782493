using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// Mosaics of Siemens scanners: all slices of a volume in one picture, row by row in a square. How many there are and which
/// way they go stands in a private header (described in nibabel's documentation of Siemens formats).
/// </summary>
internal static class SiemensMosaic
{
    private static readonly DicomTag creator = new(0x0029, 0x0010);
    private static readonly DicomTag header = new(0x0029, 0x1010);

    /// <summary>The slices of a mosaic; of any other frame, the frame.</summary>
    /// <exception cref="ImageFormatException">It is a mosaic, and what is needed to take it apart is missing or damaged.</exception>
    public static IEnumerable<DicomFrame> Tiles(DicomFrame frame)
    {
        if (!frame.Texts(DicomTags.ImageType).Contains("MOSAIC"))
        {
            return [frame];
        }
        var set = frame.File.Dataset;
        ImageFormatException Broken(string cause) => new(frame.File.Path, $"it is a mosaic, and {cause}; convert it with dcm2niix.");
        if (set.Text(creator) != "SIEMENS CSA HEADER" || set[header] is not { Bytes.IsEmpty: false } csa)
        {
            throw Broken("it has no CSA image header (0029,1010), which says what is in it; perhaps it was taken out with other private attributes");
        }
        var count = Csa(csa.Bytes.Span, "NumberOfImagesInMosaic");
        var normal = Csa(csa.Bytes.Span, "SliceNormalVector");
        var (rows, columns) = (set.Integer(DicomTags.Rows) ?? 0, set.Integer(DicomTags.Columns) ?? 0);
        if (count is not [>= 1 and <= 4096] || normal.Length != 3 || frame.Position is not { } corner || frame.Orientation is not { } axes || frame.Spacing is not { } spacing)
        {
            throw Broken("its number of slices, their normal, position, orientation or pixel spacing is missing");
        }
        var side = (int)Math.Ceiling(Math.Sqrt(count[0]));
        if (rows % side != 0 || columns % side != 0)
        {
            throw Broken($"its {columns} x {rows} pixels are no square of {side} x {side} tiles for {count[0]} slices");
        }
        var (width, height) = ((int)columns / side, (int)rows / side);
        // The position is that of the picture, centred where the tile would be; one of the tile's size begins further in.
        double First(int axis) => corner[axis] + (axes[axis] * spacing[1] * (columns - width) / 2) + (axes[axis + 3] * spacing[0] * (rows - height) / 2);
        return Enumerable.Range(0, (int)count[0]).Select(slice => new DicomFrame(frame.File, frame.Index, 1)
        {
            Tile = new(slice % side * width, slice / side * height, width, height),
            Position = Values.From(Enumerable.Range(0, 3).Select(axis => First(axis) + (slice * frame.Thickness * normal[axis]))),
        });
    }

    /// <summary>The numbers of an entry; none where it is missing or damaged.</summary>
    private static double[] Csa(ReadOnlySpan<byte> bytes, string wanted)
    {
        const int Head = 84;
        if (bytes.Length < 16 || !bytes.StartsWith("SV10"u8))
        {
            return [];
        }
        var position = 16;
        for (var left = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]); left > 0 && position + Head <= bytes.Length; left--)
        {
            var name = bytes.Slice(position, 64);
            var isWanted = Encoding.ASCII.GetString(name[..(name.IndexOf((byte)0) is var end and >= 0 ? end : 64)]) == wanted;
            var items = BinaryPrimitives.ReadInt32LittleEndian(bytes[(position + 76)..]);
            position += Head;
            var numbers = new List<double>();
            for (; items > 0 && position + 16 <= bytes.Length; items--)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(position + 4)..]);
                position += 16;
                if (length < 0 || length > bytes.Length - position)
                {
                    return [];
                }
                var text = Encoding.ASCII.GetString(bytes.Slice(position, isWanted ? length : 0)).Trim('\0', ' ');
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                {
                    numbers.Add(number);
                }
                position += (length + 3) & ~3;
            }
            if (isWanted)
            {
                return [.. numbers];
            }
        }
        return [];
    }
}
