using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>Writes safetensors files, wide element types first so that every array is aligned, then by name.</summary>
internal static class SafeTensorsWriter
{
    private const long SliceLength = 1L << 24;   // elements; a span ends at 2^31 bytes, a tensor does not

    private sealed record Planned(string Name, Tensor Tensor, SafeTensorsType Type, long[] Shape, long Length);

    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var planned = Plan(tensors);
        var header = Header(planned, metadata);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                stream.Write(header);
                foreach (var item in planned)
                {
                    WriteData(stream, item.Tensor);
                }
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static List<Planned> Plan(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var planned = new Dictionary<string, Planned>();
        foreach (var (name, tensor) in tensors)
        {
            var type = SafeTensorsType.For(tensor.dtype)
                ?? throw new ArgumentException($"SafeTensors: '{name}' is {tensor.dtype}, which the format lacks; convert it first (complex numbers: view_as_real).");
            var shape = tensor.shape;
            var item = new Planned(name, tensor, type, shape, shape.Aggregate((long)type.Size, (product, size) => product * size));
            if (name == SafeTensorsHeader.MetadataKey || !planned.TryAdd(name, item))
            {
                throw new ArgumentException($"SafeTensors: the name '{name}' {(name == SafeTensorsHeader.MetadataKey ? "is reserved" : "occurs twice")}.");
            }
        }
        return [.. planned.Values.OrderByDescending(item => Array.IndexOf(SafeTensorsType.All, item.Type)).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }

    /// <summary>Length and JSON, padded with spaces so that the data begins at a multiple of 8.</summary>
    private static byte[] Header(List<Planned> planned, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            var position = 0L;
            foreach (var item in planned)
            {
                json.WriteStartObject(item.Name);
                json.WriteString("dtype", item.Type.Name);
                WriteNumbers(json, "shape", item.Shape);
                WriteNumbers(json, "data_offsets", [position, position += item.Length]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        var length = (buffer.WrittenCount + 7) / 8 * 8;
        if (length > SafeTensorsHeader.MaxLength)
        {
            throw new ArgumentException($"SafeTensors: the header would have {length} bytes; the format allows {SafeTensorsHeader.MaxLength}.");
        }
        var result = new byte[8 + length];
        result.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(result, length);
        buffer.WrittenSpan.CopyTo(result.AsSpan(8));
        return result;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }

    private static void WriteData(FileStream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        var length = flat.numel();
        for (var start = 0L; start < length; start += SliceLength)
        {
            using var slice = flat.narrow(0, start, Math.Min(SliceLength, length - start));
            stream.Write(slice.bytes);
        }
    }
}
