using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>JPEG by prediction from neighbours with Huffman-coded differences: process 14, all seven predictors (ITU-T T.81, annex H).</summary>
internal sealed class LosslessJpeg(ReadOnlyMemory<byte> data)
{
    private readonly JpegHuffmanTable?[] tables = new JpegHuffmanTable?[4];
    private int precision;
    private int width;
    private int height;
    private byte[] components = [];   // identifiers, in the order of the frame header
    private int restart;

    /// <summary>Fills the target with the samples, those of a pixel side by side.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged or not what the file's header says.</exception>
    public void Decode(DicomPixelFormat format, Span<byte> target)
    {
        var position = 0;
        var decoded = 0;
        while (components.Length == 0 || decoded < components.Length)
        {
            var (marker, segment) = Next(ref position);
            switch (marker)
            {
                case 0xC3:
                    Frame(segment, format);
                    break;
                case 0xC4:
                    Tables(segment);
                    break;
                case 0xDD:
                    restart = Two(segment, 0);
                    break;
                case 0xDA:
                    decoded += Scan(segment, ref position, format, target);
                    break;
                case 0xD9:
                    throw new InvalidDataException($"the stream ends after {decoded} of {components.Length} components.");
                case >= 0xC0 and <= 0xCF and not (0xC8 or 0xCC):
                    throw new InvalidDataException($"it is JPEG of another process (SOF{marker - 0xC0}); lossless with Huffman codes is SOF3.");
            }
        }
    }

    /// <summary>The next marker and what belongs to it.</summary>
    private (int Marker, ReadOnlyMemory<byte> Segment) Next(ref int position)
    {
        var span = data.Span;
        while (position + 1 < span.Length && (span[position] != 0xFF || span[position + 1] is 0 or 0xFF))
        {
            position++;
        }
        if (position + 1 >= span.Length)
        {
            throw new InvalidDataException("the stream is cut off.");
        }
        var marker = span[position + 1];
        position += 2;
        if (marker is 0xD8 or 0xD9 or 0x01 or (>= 0xD0 and <= 0xD7))
        {
            return (marker, default);
        }
        var length = position + 2 <= span.Length ? (span[position] << 8) | span[position + 1] : 0;
        if (length < 2 || position + length > span.Length)
        {
            throw new InvalidDataException($"segment FF{marker:X2} claims {length} bytes of {span.Length - position}.");
        }
        position += length;
        return (marker, data[(position - length + 2)..position]);
    }

    private static int Two(ReadOnlyMemory<byte> segment, int offset)
        => offset + 2 <= segment.Length ? (segment.Span[offset] << 8) | segment.Span[offset + 1] : throw new InvalidDataException("a segment is cut off.");

    private void Frame(ReadOnlyMemory<byte> segment, DicomPixelFormat format)
    {
        (precision, height, width) = (segment.Length < 6 ? 0 : segment.Span[0], Two(segment, 1), Two(segment, 3));
        var count = segment.Length < 6 ? 0 : segment.Span[5];
        if (width != format.Columns || height != format.Rows || count != format.Samples || precision < 2 || precision > format.BitsAllocated || segment.Length < 6 + (3 * count))
        {
            throw new InvalidDataException($"the JPEG has {width} x {height} pixels of {count} x {precision} bits; the header says {format.Columns} x {format.Rows} of {format.Samples} x {format.BitsStored}.");
        }
        components = new byte[count];
        for (var index = 0; index < count; index++)
        {
            components[index] = segment.Span[6 + (3 * index)];
            if (count > 1 && segment.Span[7 + (3 * index)] != 0x11)
            {
                throw new InvalidDataException("its components have different sizes, which is not read.");
            }
        }
    }

    private void Tables(ReadOnlyMemory<byte> segment)
    {
        for (var at = 0; at < segment.Length;)
        {
            var index = segment.Span[at] & 15;
            if (index > 3 || segment.Length - at < 17)
            {
                throw new InvalidDataException("a table of Huffman codes is cut off or has a number above 3.");
            }
            var lengths = segment.Span.Slice(at + 1, 16);
            var count = 0;
            foreach (var length in lengths)
            {
                count += length;
            }
            if (count > 256 || segment.Length - at < 17 + count)
            {
                throw new InvalidDataException($"a table of Huffman codes claims {count} symbols.");
            }
            tables[index] = new(lengths, segment.Span.Slice(at + 17, count));
            at += 17 + count;
        }
    }

    /// <summary>Decodes the components of a scan, and gives their number.</summary>
    private int Scan(ReadOnlyMemory<byte> segment, ref int position, DicomPixelFormat format, Span<byte> target)
    {
        var header = segment.Span;
        var count = header.Length > 0 ? header[0] : 0;
        if (components.Length == 0 || count < 1 || count > components.Length || header.Length < 4 + (2 * count))
        {
            throw new InvalidDataException("a scan begins before the frame's header, or its own is damaged.");
        }
        var (predictor, shift) = (header[1 + (2 * count)], header[3 + (2 * count)] & 15);
        if (predictor is < 1 or > 7 || shift >= precision)
        {
            throw new InvalidDataException($"it asks for predictor {predictor} and a shift by {shift} of {precision} bits.");
        }
        var places = new int[count];
        var codes = new JpegHuffmanTable[count];
        for (var index = 0; index < count; index++)
        {
            places[index] = Array.IndexOf(components, header[1 + (2 * index)]);
            codes[index] = (places[index] < 0 || header[2 + (2 * index)] >> 4 > 3 ? null : tables[header[2 + (2 * index)] >> 4])
                ?? throw new InvalidDataException("a scan names a component or a table of codes that there is not.");
        }
        var bits = new JpegBits(data, position);
        var lines = (Above: new ushort[width * count], Here: new ushort[width * count]);
        var middle = (ushort)(1 << (precision - shift - 1));
        var untilRestart = restart;
        var isFirst = true;
        for (var row = 0; row < height; row++)
        {
            if (restart > 0 && untilRestart <= 0)
            {
                bits.Restart();
                (untilRestart, isFirst) = (restart, true);
            }
            Line(ref bits, codes, lines.Above, lines.Here, isFirst ? 0 : predictor, middle);
            untilRestart -= width;
            isFirst = false;
            Put(lines.Here, places, shift, format, target, row);
            lines = (lines.Here, lines.Above);
        }
        position = bits.Position;
        return count;
    }

    /// <summary>A row of samples; predictor 0 is that of a first row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(ref JpegBits bits, JpegHuffmanTable[] codes, ushort[] above, ushort[] here, int predictor, ushort middle)
    {
        var count = codes.Length;
        for (var component = 0; component < count; component++)
        {
            here[component] = (ushort)((predictor == 0 ? middle : above[component]) + bits.Difference(codes[component]));
        }
        for (var index = count; index < here.Length; index += count)
        {
            for (var component = 0; component < count; component++)
            {
                var at = index + component;
                int a = here[at - count], b = above[at], c = above[at - count];
                var predicted = predictor switch
                {
                    0 or 1 => a,
                    2 => b,
                    3 => c,
                    4 => a + b - c,
                    5 => a + ((b - c) >> 1),
                    6 => b + ((a - c) >> 1),
                    _ => (a + b) >> 1,
                };
                here[at] = (ushort)(predicted + bits.Difference(codes[component]));
            }
        }
    }

    private static void Put(ushort[] line, int[] places, int shift, DicomPixelFormat format, Span<byte> target, int row)
    {
        var first = row * format.Columns * format.Samples;
        var wide = MemoryMarshal.Cast<byte, ushort>(target);
        for (var column = 0; column < format.Columns; column++)
        {
            for (var component = 0; component < places.Length; component++)
            {
                var (value, at) = (line[(column * places.Length) + component] << shift, first + (column * format.Samples) + places[component]);
                if (format.SampleSize == 1)
                {
                    target[at] = (byte)value;
                }
                else
                {
                    wide[at] = (ushort)value;
                }
            }
        }
    }
}
