using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
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

    public MadeDicom Set(string keyword, params double[] values)
    {
        var tag = DicomTag.Named(keyword);
        var vr = DicomTags.Vr(tag);
        return Set(tag, vr, vr is "DS" or "IS" ? string.Join("\\", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) : values);
    }

    public MadeDicom Set(string keyword, string text) => Set(DicomTag.Named(keyword), DicomTags.Vr(DicomTag.Named(keyword)), text);

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

    public MadeDicom Pixels(short[] pixels) => Set(DicomTags.PixelData, "OW", Array.ConvertAll(pixels, pixel => (double)(ushort)pixel));

    public MadeDicom Pixels(byte[] pixels) => Set(DicomTags.PixelData, "OB", pixels);

    /// <summary>Compressed pixels; with or without a table of where frames begin.</summary>
    public MadeDicom Fragments(string syntax, params byte[][] fragments)
    {
        Syntax = syntax;
        return Set(DicomTags.PixelData, "OB", fragments);
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
        foreach (var item in items)
        {
            using var content = new MemoryStream();
            item.IsDelimited = IsDelimited;
            item.WriteTo(content, isExplicit, isBigEndian);
            stream.Write(Tag(DicomTags.Item, isBigEndian));
            stream.Write(UInt32(IsDelimited ? uint.MaxValue : (uint)content.Length, isBigEndian));
            stream.Write(content.ToArray());
            if (IsDelimited)
            {
                stream.Write(Tag(DicomTags.ItemEnd, isBigEndian));
                stream.Write(new byte[4]);
            }
        }
        if (IsDelimited)
        {
            stream.Write(Tag(DicomTags.SequenceEnd, isBigEndian));
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
            stream.Write(Tag(DicomTags.Item, false));
            stream.Write(UInt32((uint)even.Length, false));
            stream.Write(even);
        }
        stream.Write(Tag(DicomTags.SequenceEnd, false));
        stream.Write(new byte[4]);
        return stream.ToArray();
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
