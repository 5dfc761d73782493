using System.Text.Json;
using Medulla.Imaging;

namespace Medulla.Weights;

/// <summary>Reads and checks the JSON header of a safetensors file. Trusts nothing: what it returns lies inside the file.</summary>
internal ref struct SafeTensorsHeader
{
    /// <summary>The format's own limit, 100 MB.</summary>
    public const int MaxLength = 100_000_000;

    public const string MetadataKey = "__metadata__";

    private const int MaxRank = 64;
    private readonly string file;
    private readonly long dataStart;
    private Utf8JsonReader reader;

    private SafeTensorsHeader(string file, ReadOnlySpan<byte> json, long dataStart)
    {
        (this.file, this.dataStart) = (file, dataStart);
        reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
    }

    /// <param name="file">The file, for messages.</param>
    /// <param name="json">The header.</param>
    /// <param name="dataStart">Position in the file behind the header.</param>
    /// <param name="fileLength">Length of the file.</param>
    /// <exception cref="WeightsFormatException">The header is not as the format asks.</exception>
    public static (Dictionary<string, SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(string file, ReadOnlySpan<byte> json, long dataStart, long fileLength)
    {
        var header = new SafeTensorsHeader(file, json, dataStart);
        try
        {
            var (entries, metadata) = header.ReadAll();
            header.CheckLayout(entries.Values, fileLength);
            return (entries, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter: invalid UTF-8 or UTF-16 in a string
        {
            throw new WeightsFormatException(file, $"the header is not valid JSON ({e.Message})", e);
        }
    }

    private (Dictionary<string, SafeTensorsEntry>, Dictionary<string, string>) ReadAll()
    {
        var entries = new Dictionary<string, SafeTensorsEntry>();
        Dictionary<string, string>? metadata = null;
        Expect(JsonTokenType.StartObject, "the header");
        while (NextProperty() is { } name)
        {
            if (name == MetadataKey)
            {
                metadata = metadata is null ? ReadMetadata() : throw Bad($"{MetadataKey} occurs twice");
            }
            else if (!entries.TryAdd(name, ReadEntry(name)))
            {
                throw Bad($"the array '{name}' occurs twice");
            }
        }
        while (reader.Read())
        {
            // Throws on anything but white space behind the object.
        }
        return (entries, metadata ?? []);
    }

    private Dictionary<string, string> ReadMetadata()
    {
        var result = new Dictionary<string, string>();
        Expect(JsonTokenType.StartObject, MetadataKey);
        while (NextProperty() is { } name)
        {
            Expect(JsonTokenType.String, $"'{name}' of {MetadataKey}");
            result[name] = reader.GetString()!;
        }
        return result;
    }

    private SafeTensorsEntry ReadEntry(string name)
    {
        SafeTensorsType? type = null;
        List<long>? shape = null, offsets = null;
        Expect(JsonTokenType.StartObject, $"the array '{name}'");
        while (NextProperty() is { } field)
        {
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(JsonTokenType.String, $"dtype of '{name}'");
                    type = SafeTensorsType.Find(reader.GetString()!) ?? throw Bad($"'{name}' is of the unknown dtype '{reader.GetString()}'; known are {string.Join(", ", SafeTensorsType.All.Select(known => known.Name))}");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers($"shape of '{name}'", MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers($"data_offsets of '{name}'", 2);
                    break;
                default:
                    throw Bad($"'{name}' has the field '{field}'; expected were dtype, shape and data_offsets, once each");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw Bad($"'{name}' lacks its dtype, shape or two data_offsets");
        }
        var length = end - begin;
        if (length != ByteCount(name, shape, type.Size))
        {
            throw Bad($"'{name}' is [{string.Join(", ", shape)}] of {type.Name}, {ByteCount(name, shape, type.Size)} bytes, but its offsets are [{begin}, {end}], {length} bytes");
        }
        return new(name, type.Name, Values.From(shape), dataStart + begin, length);
    }

    /// <summary>Size of an array in bytes; the product of its axes must be sane even where one of them is 0, since strides are made of it.</summary>
    private readonly long ByteCount(string name, List<long> shape, int elementSize)
    {
        long product = elementSize;
        foreach (var size in shape)
        {
            if (Math.BigMul(product, Math.Max(size, 1), out product) != 0 || product < 0)
            {
                throw Bad($"'{name}' is [{string.Join(", ", shape)}], more than there are addresses");
            }
        }
        return shape.Contains(0) ? 0 : product;
    }

    private List<long> ReadNumbers(string what, int limit)
    {
        var result = new List<long>();
        Expect(JsonTokenType.StartArray, what);
        while (Advance() != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value is < 0 or > long.MaxValue / 4 || result.Count == limit)
            {
                throw Bad($"the {what} must be at most {limit} whole numbers of at least 0");
            }
            result.Add(value);
        }
        return result;
    }

    /// <summary>The arrays must fill the rest of the file, without gap or overlap.</summary>
    private readonly void CheckLayout(IEnumerable<SafeTensorsEntry> entries, long fileLength)
    {
        var position = dataStart;
        foreach (var entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset != position)
            {
                throw Bad($"'{entry.Name}' begins at byte {entry.Offset}, but what is before it ends at {position}; arrays must follow each other without gap or overlap");
            }
            position += entry.Length;
            if (position > fileLength)
            {
                throw Bad($"'{entry.Name}' ends at byte {position}, but the file has {fileLength}; it is cut off");
            }
        }
        if (position != fileLength)
        {
            throw Bad($"the arrays end at byte {position}, but the file has {fileLength}");
        }
    }

    private string? NextProperty() => Advance() == JsonTokenType.PropertyName ? reader.GetString() : null;

    private JsonTokenType Advance() => reader.Read() ? reader.TokenType : throw Bad("the header ends too early");

    private void Expect(JsonTokenType expected, string what)
    {
        if (Advance() != expected)
        {
            throw Bad($"{what} is a JSON {reader.TokenType} where a {expected} belongs");
        }
    }

    private readonly WeightsFormatException Bad(string cause) => new(file, cause);
}
