using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

/// <summary>A DICOM file or an item of a sequence, made by hand.</summary>
internal sealed class MadeDicom
{
    public const string Implicit = "1.2.840.10008.1.2";
    public const string Explicit = "1.2.840.10008.1.2.1";
    public const string Deflated = "1.2.840.10008.1.2.1.99";
    public const string BigEndian = "1.2.840.10008.1.2.2";
    public const string Rle = "1.2.840.10008.1.2.5";
    public const string Baseline = "1.2.840.10008.1.2.4.50";
    public const string Lossless = "1.2.840.10008.1.2.4.70";
    public const string Jpeg2000 = "1.2.840.10008.1.2.4.90";

    private static readonly DicomTag item = new(0xFFFE, 0xE000);
    private static readonly DicomTag itemEnd = new(0xFFFE, 0xE00D);
    private static readonly DicomTag sequenceEnd = new(0xFFFE, 0xE0DD);

    private readonly SortedDictionary<DicomTag, (string Vr, object Value)> attributes = [];

    public string Syntax { get; set; } = Explicit;

    public bool HasPreamble { get; set; } = true;

    /// <summary>Whether sequences and items end with delimiters instead of stating their lengths.</summary>
    public bool IsDelimited { get; set; }

    /// <summary>A slice of int16 numbers, rows upon rows, axial, with pixels of 2 x 3 mm (rows apart, columns apart).</summary>
    public static MadeDicom Slice(int columns, int rows, double z = 0, int number = 1, short[]? pixels = null) => new MadeDicom()
        .Set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2").Set("SOPInstanceUID", $"1.2.3.4.{number}").Set("SeriesInstanceUID", "1.2.3.4").Set("Modality", "CT").Set("InstanceNumber", number)
        .Set("ImagePositionPatient", 10, 20, z).Set("ImageOrientationPatient", 1, 0, 0, 0, 1, 0).Set("PixelSpacing", 2, 3).Set("SliceThickness", 7)
        .Set("SamplesPerPixel", 1).Set("PhotometricInterpretation", "MONOCHROME2").Set("Rows", rows).Set("Columns", columns)
        .Set("BitsAllocated", 16).Set("BitsStored", 16).Set("HighBit", 15).Set("PixelRepresentation", 1)
        .Pixels(pixels ?? [.. Enumerable.Range(0, rows * columns).Select(index => (short)((1000 * number) + index))]);

    /// <summary>Writes a volume of whole numbers as a series, a slice a file.</summary>
    public static void Write(ImageVolume volume, string folder)
    {
        Directory.CreateDirectory(folder);
        var (columns, rows, slices) = ((int)volume.Shape[0], (int)volume.Shape[1], (int)volume.Shape[2]);
        var (values, spacing, affine) = (volume.ToArray<short>(), volume.Affine.Spacing(), volume.Affine);
        double Lps(int axis, double ras) => axis < 2 ? -ras : ras;
        for (var slice = 0; slice < slices; slice++)
        {
            var pixels = new short[rows * columns];
            for (var index = 0; index < pixels.Length; index++)
            {
                pixels[index] = values[(((index % columns * rows) + (index / columns)) * slices) + slice];
            }
            var origin = affine.Apply(0, 0, slice);
            File.WriteAllBytes(Path.Combine(folder, $"slice{slice:000}.dcm"), Slice(columns, rows, 0, slice + 1, pixels)
                .Set("PixelSpacing", spacing[1], spacing[0]).Set("ImagePositionPatient", [.. Enumerable.Range(0, 3).Select(axis => Lps(axis, origin[axis]))])
                .Set("ImageOrientationPatient", [.. Enumerable.Range(0, 6).Select(index => Lps(index % 3, affine[index % 3, index / 3] / spacing[index / 3]))]).Bytes);
        }
    }

    public MadeDicom Set(string keyword, params double[] values)
    {
        var tag = DicomTag.Named(keyword);
        var vr = tag.ValueRepresentation;
        return Set(tag, vr, vr is "DS" or "IS" ? string.Join("\\", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) : values);
    }

    public MadeDicom Set(string keyword, string text) => Set(DicomTag.Named(keyword), DicomTag.Named(keyword).ValueRepresentation, text);

    public MadeDicom Set(string keyword, params MadeDicom[] items) => Set(DicomTag.Named(keyword), "SQ", items);

    public MadeDicom Set(DicomTag tag, string vr, object value)
    {
        attributes[tag] = (vr, value);
        return this;
    }

    public MadeDicom Without(string keyword)
    {
        attributes.Remove(DicomTag.Named(keyword));
        return this;
    }

    public MadeDicom Pixels(short[] pixels) => Set(DicomTag.Named("PixelData"), "OW", pixels);

    public MadeDicom Pixels(byte[] pixels) => Set(DicomTag.Named("PixelData"), "OB", pixels);

    /// <summary>Compressed pixels; with or without a table of where frames begin.</summary>
    public MadeDicom Fragments(string syntax, params byte[][] fragments)
    {
        Syntax = syntax;
        return Set(DicomTag.Named("PixelData"), "OB", fragments);
    }

    /// <summary>The file.</summary>
    public byte[] Bytes
    {
        get
        {
            using var file = new MemoryStream();
            if (HasPreamble)
            {
                file.Write(new byte[128]);
                file.Write("DICM"u8);
                new MadeDicom().Set("TransferSyntaxUID", Syntax).WriteTo(file, isExplicit: true, isBigEndian: false);
            }
            if (Syntax == Deflated)
            {
                using var deflate = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true);
                WriteTo(deflate, isExplicit: true, isBigEndian: false);
            }
            else
            {
                WriteTo(file, Syntax != Implicit, Syntax == BigEndian);
            }
            return [.. file.ToArray()];
        }
    }

    public DicomFile Read()
    {
        using var stream = new MemoryStream(Bytes);
        return DicomFile.Read(stream, "made.dcm");
    }

    private void WriteTo(Stream stream, bool isExplicit, bool isBigEndian)
    {
        foreach (var (tag, (vr, value)) in attributes)
        {
            var bytes = value switch
            {
                MadeDicom[] items => Items(items, isExplicit, isBigEndian),
                byte[][] fragments => Fragments(fragments),
                byte[] raw => raw,
                short[] words => Words(words, isBigEndian),
                double[] numbers => [.. numbers.SelectMany(number => Number(vr, number, isBigEndian))],
                _ => Encoding.Latin1.GetBytes((string)value),
            };
            bytes = bytes.Length % 2 == 0 ? bytes : [.. bytes, (byte)(vr is "UI" or "OB" ? 0 : ' ')];
            var length = value is byte[][] || (value is MadeDicom[] && IsDelimited) ? uint.MaxValue : (uint)bytes.Length;
            stream.Write(Tag(tag, isBigEndian));
            if (isExplicit)
            {
                stream.Write(Encoding.ASCII.GetBytes(vr));
            }
            if (isExplicit && vr is not ("OB" or "OW" or "OF" or "OD" or "SQ" or "UN" or "UT"))
            {
                stream.Write(UInt16((ushort)length, isBigEndian));
            }
            else
            {
                stream.Write(isExplicit ? new byte[2] : []);
                stream.Write(UInt32(length, isBigEndian));
            }
            stream.Write(bytes);
        }
    }

    private byte[] Items(MadeDicom[] items, bool isExplicit, bool isBigEndian)
    {
        using var stream = new MemoryStream();
        foreach (var inner in items)
        {
            using var content = new MemoryStream();
            inner.IsDelimited = IsDelimited;
            inner.WriteTo(content, isExplicit, isBigEndian);
            stream.Write(Tag(item, isBigEndian));
            stream.Write(UInt32(IsDelimited ? uint.MaxValue : (uint)content.Length, isBigEndian));
            stream.Write(content.ToArray());
            if (IsDelimited)
            {
                stream.Write(Tag(itemEnd, isBigEndian));
                stream.Write(new byte[4]);
            }
        }
        if (IsDelimited)
        {
            stream.Write(Tag(sequenceEnd, isBigEndian));
            stream.Write(new byte[4]);
        }
        return stream.ToArray();
    }

    private static byte[] Fragments(byte[][] fragments)
    {
        using var stream = new MemoryStream();
        foreach (var fragment in fragments)
        {
            byte[] even = fragment.Length % 2 == 0 ? fragment : [.. fragment, 0];
            stream.Write(Tag(item, false));
            stream.Write(UInt32((uint)even.Length, false));
            stream.Write(even);
        }
        stream.Write(Tag(sequenceEnd, false));
        stream.Write(new byte[4]);
        return stream.ToArray();
    }

    private static byte[] Words(short[] words, bool isBigEndian)
    {
        var bytes = new byte[2 * words.Length];
        var target = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        words.AsSpan().CopyTo(target);
        if (isBigEndian)
        {
            BinaryPrimitives.ReverseEndianness(target, target);
        }
        return bytes;
    }

    private static byte[] Number(string vr, double number, bool isBigEndian)
    {
        byte[] bytes = vr switch
        {
            "US" or "OW" => BitConverter.GetBytes((ushort)number),
            "SS" => BitConverter.GetBytes((short)number),
            "UL" => BitConverter.GetBytes((uint)number),
            "FL" or "OF" => BitConverter.GetBytes((float)number),
            "FD" => BitConverter.GetBytes(number),
            _ => throw new ArgumentException($"no numbers in {vr}"),
        };
        return isBigEndian ? [.. bytes.Reverse()] : bytes;
    }

    private static byte[] Tag(DicomTag tag, bool isBigEndian) => [.. UInt16(tag.Group, isBigEndian), .. UInt16(tag.Element, isBigEndian)];

    private static byte[] UInt16(ushort value, bool isBigEndian)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }

    private static byte[] UInt32(uint value, bool isBigEndian)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }
}
