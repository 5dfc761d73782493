using System.Buffers.Binary;
using System.Text;

namespace Medulla.Imaging.Formats.Nifti;

/// <summary>
/// The fields of a NIfTI header in file order, named as in the format's definitions nifti1.h and nifti2.h. Fields go to
/// and from bytes by this table; what they mean is <see cref="NiftiHeader"/>'s business.
/// </summary>
internal sealed class NiftiLayout
{
    /// <summary>Kinds of field; a text is one field of so many bytes.</summary>
    private enum Kind
    {
        Byte,
        Int16,
        Int32,
        Int64,
        Float32,
        Float64,
        Text,
    }

    private sealed record Field(string Name, Kind Kind, int Count, int Offset);

    private readonly List<Field> fields = [];

    private NiftiLayout()
    {
    }

    /// <summary>NIfTI-1: 348 bytes.</summary>
    public static NiftiLayout One { get; } = new NiftiLayout()
        .With(Kind.Int32, "sizeof_hdr")
        .With(Kind.Text, "data_type", 10)
        .With(Kind.Text, "db_name", 18)
        .With(Kind.Int32, "extents")
        .With(Kind.Int16, "session_error")
        .With(Kind.Text, "regular", 1)
        .With(Kind.Byte, "dim_info")
        .With(Kind.Int16, "dim", 8)
        .With(Kind.Float32, "intent_p1")
        .With(Kind.Float32, "intent_p2")
        .With(Kind.Float32, "intent_p3")
        .With(Kind.Int16, "intent_code")
        .With(Kind.Int16, "datatype")
        .With(Kind.Int16, "bitpix")
        .With(Kind.Int16, "slice_start")
        .With(Kind.Float32, "pixdim", 8)
        .With(Kind.Float32, "vox_offset")
        .With(Kind.Float32, "scl_slope")
        .With(Kind.Float32, "scl_inter")
        .With(Kind.Int16, "slice_end")
        .With(Kind.Byte, "slice_code")
        .With(Kind.Byte, "xyzt_units")
        .With(Kind.Float32, "cal_max")
        .With(Kind.Float32, "cal_min")
        .With(Kind.Float32, "slice_duration")
        .With(Kind.Float32, "toffset")
        .With(Kind.Int32, "glmax")
        .With(Kind.Int32, "glmin")
        .With(Kind.Text, "descrip", 80)
        .With(Kind.Text, "aux_file", 24)
        .With(Kind.Int16, "qform_code")
        .With(Kind.Int16, "sform_code")
        .With(Kind.Float32, "quatern_b")
        .With(Kind.Float32, "quatern_c")
        .With(Kind.Float32, "quatern_d")
        .With(Kind.Float32, "qoffset_x")
        .With(Kind.Float32, "qoffset_y")
        .With(Kind.Float32, "qoffset_z")
        .With(Kind.Float32, "srow_x", 4)
        .With(Kind.Float32, "srow_y", 4)
        .With(Kind.Float32, "srow_z", 4)
        .With(Kind.Text, "intent_name", 16)
        .With(Kind.Text, "magic", 4);

    /// <summary>NIfTI-2: 540 bytes.</summary>
    public static NiftiLayout Two { get; } = new NiftiLayout()
        .With(Kind.Int32, "sizeof_hdr")
        .With(Kind.Text, "magic", 4)
        .With(Kind.Byte, "eol_check", 4)
        .With(Kind.Int16, "datatype")
        .With(Kind.Int16, "bitpix")
        .With(Kind.Int64, "dim", 8)
        .With(Kind.Float64, "intent_p1")
        .With(Kind.Float64, "intent_p2")
        .With(Kind.Float64, "intent_p3")
        .With(Kind.Float64, "pixdim", 8)
        .With(Kind.Int64, "vox_offset")
        .With(Kind.Float64, "scl_slope")
        .With(Kind.Float64, "scl_inter")
        .With(Kind.Float64, "cal_max")
        .With(Kind.Float64, "cal_min")
        .With(Kind.Float64, "slice_duration")
        .With(Kind.Float64, "toffset")
        .With(Kind.Int64, "slice_start")
        .With(Kind.Int64, "slice_end")
        .With(Kind.Text, "descrip", 80)
        .With(Kind.Text, "aux_file", 24)
        .With(Kind.Int32, "qform_code")
        .With(Kind.Int32, "sform_code")
        .With(Kind.Float64, "quatern_b")
        .With(Kind.Float64, "quatern_c")
        .With(Kind.Float64, "quatern_d")
        .With(Kind.Float64, "qoffset_x")
        .With(Kind.Float64, "qoffset_y")
        .With(Kind.Float64, "qoffset_z")
        .With(Kind.Float64, "srow_x", 4)
        .With(Kind.Float64, "srow_y", 4)
        .With(Kind.Float64, "srow_z", 4)
        .With(Kind.Int32, "slice_code")
        .With(Kind.Int32, "xyzt_units")
        .With(Kind.Int32, "intent_code")
        .With(Kind.Text, "intent_name", 16)
        .With(Kind.Byte, "dim_info")
        .With(Kind.Text, "unused_str", 15);

    /// <summary>Size of the header in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>The fields' values, as <see cref="ImageHeader.Metadata"/> has them.</summary>
    public Dictionary<string, object> Decode(ReadOnlySpan<byte> header, bool bigEndian)
    {
        var values = new Dictionary<string, object>(fields.Count);
        foreach (var field in fields)
        {
            if (field.Kind == Kind.Text)
            {
                values[field.Name] = Encoding.Latin1.GetString(header.Slice(field.Offset, field.Count)).TrimEnd('\0');
                continue;
            }
            var numbers = new object[field.Count];
            for (var index = 0; index < field.Count; index++)
            {
                numbers[index] = Get(header.Slice(field.Offset + (index * Size(field.Kind)), Size(field.Kind)), field.Kind, bigEndian);
            }
            values[field.Name] = field.Count == 1 ? numbers[0]
                : numbers[0] is long ? Values.From(numbers.Cast<long>())
                : Values.From(numbers.Cast<double>());
        }
        return values;
    }

    /// <summary>The bytes of the fields given; others are zero, and texts are cut at their field's length.</summary>
    /// <exception cref="NotSupportedException">A value does not fit into its field.</exception>
    public byte[] Encode(IReadOnlyDictionary<string, object> values, bool bigEndian)
    {
        var header = new byte[Bytes];
        foreach (var field in fields)
        {
            if (!values.TryGetValue(field.Name, out var value))
            {
                continue;
            }
            if (field.Kind == Kind.Text && value is string text)
            {
                Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Count)), header.AsSpan(field.Offset));
                continue;
            }
            object[] numbers = value switch
            {
                Values<long> row => [.. row],
                Values<double> row => [.. row],
                _ => [value],
            };
            try
            {
                if (field.Kind == Kind.Text || numbers.Length != field.Count)
                {
                    throw new InvalidCastException();
                }
                for (var index = 0; index < field.Count; index++)
                {
                    Put(header.AsSpan(field.Offset + (index * Size(field.Kind)), Size(field.Kind)), field.Kind, numbers[index], bigEndian);
                }
            }
            catch (Exception exception) when (exception is InvalidCastException or OverflowException or FormatException)
            {
                throw new NotSupportedException(
                    $"NIfTI field {field.Name} is given as {value} ({value.GetType().Name}); it takes {field.Count} of {field.Kind}.", exception);
            }
        }
        return header;
    }

    private static int Size(Kind kind) => kind switch
    {
        Kind.Int16 => 2,
        Kind.Int32 or Kind.Float32 => 4,
        Kind.Int64 or Kind.Float64 => 8,
        _ => 1,
    };

    private static object Get(ReadOnlySpan<byte> stored, Kind kind, bool bigEndian)
    {
        Span<byte> bytes = stackalloc byte[stored.Length];
        stored.CopyTo(bytes);
        if (bigEndian)
        {
            bytes.Reverse();
        }
        return kind switch
        {
            Kind.Byte => (object)(long)bytes[0],
            Kind.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            Kind.Int32 => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Kind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            Kind.Float32 => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    private static void Put(Span<byte> bytes, Kind kind, object value, bool bigEndian)
    {
        switch (kind)
        {
            case Kind.Byte: bytes[0] = Convert.ToByte(value); break;
            case Kind.Int16: BinaryPrimitives.WriteInt16LittleEndian(bytes, Convert.ToInt16(value)); break;
            case Kind.Int32: BinaryPrimitives.WriteInt32LittleEndian(bytes, Convert.ToInt32(value)); break;
            case Kind.Int64: BinaryPrimitives.WriteInt64LittleEndian(bytes, Convert.ToInt64(value)); break;
            case Kind.Float32: BinaryPrimitives.WriteSingleLittleEndian(bytes, Convert.ToSingle(value)); break;
            default: BinaryPrimitives.WriteDoubleLittleEndian(bytes, Convert.ToDouble(value)); break;
        }
        if (bigEndian)
        {
            bytes.Reverse();
        }
    }

    private NiftiLayout With(Kind kind, string name, int count = 1)
    {
        fields.Add(new(name, kind, count, Bytes));
        Bytes += count * Size(kind);
        return this;
    }
}
