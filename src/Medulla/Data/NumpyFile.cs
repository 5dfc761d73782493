using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Arrays in NumPy's files (.npy, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), row-major and little-endian.</summary>
public static partial class NumpyFile
{
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    private static readonly Dictionary<ScalarType, string> Names = new()
    {
        [ScalarType.Bool] = "|b1", [ScalarType.Byte] = "|u1", [ScalarType.Int8] = "|i1", [ScalarType.Int16] = "<i2", [ScalarType.Int32] = "<i4",
        [ScalarType.Int64] = "<i8", [ScalarType.Float16] = "<f2", [ScalarType.Float32] = "<f4", [ScalarType.Float64] = "<f8",
    };

    /// <summary>The array of a file as a tensor over the file's own memory: read as it is looked at, changed in memory alone.</summary>
    /// <exception cref="InvalidDataException">The file is no such array, or cut off.</exception>
    public static Tensor Map(string path)
    {
        var (dtype, shape, offset) = ReadHeader(path);
        var bytes = shape.Aggregate(Runtime.MappedTensor.SizeOf(dtype), (product, n) => checked(product * n));
        var found = new FileInfo(path).Length - offset;
        return found >= bytes ? Runtime.MappedTensor.Open(path, offset, bytes, dtype, shape)
            : throw new InvalidDataException($"{path}: the header gives {string.Join(" x ", shape)} {dtype} ({bytes} bytes) but {found} follow; the file is cut off.");
    }

    /// <summary>Writes an array into a file; one of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentException">The element type cannot be stored.</exception>
    public static void Write(string path, Tensor array)
    {
        using var scope = NewDisposeScope();
        var stored = array.detach().cpu().contiguous();
        var header = Header(stored.dtype, stored.shape);
        using var file = File.Create(path);
        file.Write(header);
        const int slice = 1 << 20;
        var bytes = stored.numel() * stored.element_size();
        for (var at = 0L; at < bytes; at += slice)
        {
            file.Write(Runtime.TensorMemory.BytesAt(stored, at, (int)Math.Min(slice, bytes - at)));
        }
    }

    /// <summary>The bytes before an array's elements.</summary>
    /// <exception cref="ArgumentException">The element type cannot be stored.</exception>
    internal static byte[] Header(ScalarType dtype, IReadOnlyList<long> shape)
    {
        var type = Names.TryGetValue(dtype, out var name) ? name
            : throw new ArgumentException($"a NumPy file cannot hold {dtype}; convert to one of {string.Join(", ", Names.Keys)}.");
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join("", shape.Select(n => $"{n}, "))}), }}";
        var length = (Magic.Length + 4 + text.Length + 1 + 63) / 64 * 64;
        var rest = length - Magic.Length - 4;
        return [.. Magic, 1, 0, (byte)rest, (byte)(rest >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(rest - 1) + "\n")];
    }

    /// <summary>Reads an array out of a file of several.</summary>
    /// <param name="stream">Where the array begins.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">This is no such array, or cut off.</exception>
    internal static Tensor Read(Stream stream, string name)
    {
        using BinaryReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        var (dtype, shape) = ReadHeader(reader, name);
        var array = empty(shape, dtype);
        try
        {
            const int slice = 1 << 20;
            var bytes = array.numel() * array.element_size();
            for (var at = 0L; at < bytes; at += slice)
            {
                stream.ReadExactly(Runtime.TensorMemory.BytesAt(array, at, (int)Math.Min(slice, bytes - at)));
            }
            return array;
        }
        catch (EndOfStreamException e)
        {
            array.Dispose();
            throw new InvalidDataException($"{name}: the header gives {string.Join(" x ", shape)} {dtype}, but the array is cut off.", e);
        }
    }

    private static (ScalarType Dtype, long[] Shape, long Offset) ReadHeader(string path)
    {
        using var file = File.OpenRead(path);
        using BinaryReader reader = new(file);
        var (dtype, shape) = ReadHeader(reader, path);
        return (dtype, shape, file.Position);
    }

    private static (ScalarType Dtype, long[] Shape) ReadHeader(BinaryReader reader, string path)
    {
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            throw new InvalidDataException($"{path}: this is no NumPy array; it does not begin with \\x93NUMPY.");
        }
        var version = reader.ReadByte();
        reader.ReadByte();
        var text = Encoding.UTF8.GetString(reader.ReadBytes(version == 1 ? reader.ReadUInt16() : checked((int)reader.ReadUInt32())));
        var match = Fields().Match(text);
        var dtype = Names.FirstOrDefault(pair => pair.Value == match.Groups["type"].Value);
        if (!match.Success || dtype.Value is null || match.Groups["order"].Value == "True")
        {
            throw new InvalidDataException($"{path}: the header is {text.Trim()}; a row-major array of {string.Join(", ", Names.Values)} is expected.");
        }
        long[] shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        return (dtype.Key, shape);
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[\d, ]*)\)")]
    private static partial Regex Fields();
}
