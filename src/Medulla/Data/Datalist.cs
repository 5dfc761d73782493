using System.Text.Json;
using Medulla.Imaging;

namespace Medulla.Data;

/// <summary>
/// Lists of training and test items as the Medical Segmentation Decathlon publishes them: <c>dataset.json</c> with sections of
/// <c>{"image": ..., "label": ...}</c> or of bare image paths, relative to its folder.
/// </summary>
/// <remarks>Source of the format: Antonelli et al., "The Medical Segmentation Decathlon", Nature Communications 13 (2022).</remarks>
public static class Datalist
{
    /// <summary>The items of one section.</summary>
    /// <param name="path">The JSON file.</param>
    /// <param name="section">Such as "training", "validation" or "test".</param>
    /// <param name="baseDir">Folder to which paths are relative; the file's own if null.</param>
    /// <exception cref="InvalidDataException">The file is no such list, or has no such section.</exception>
    public static IReadOnlyList<Sample> Load(string path, string section = "training", string? baseDir = null)
    {
        var folder = Path.GetFullPath(baseDir ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var document = Open(path);
        return [.. Section(path, document, section).EnumerateArray().Select((entry, i) => entry.ValueKind switch
        {
            JsonValueKind.String => new Sample { ["image"] = Absolute(folder, entry.GetString()!) },
            JsonValueKind.Object => new Sample(entry.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Value(text => Absolute(folder, text), p.Value)))),
            _ => throw new InvalidDataException($"{path}: entry {i} of '{section}' is neither a path nor an object."),
        })];
    }

    /// <summary>The items of one section, under the reference's name and with its parameters.</summary>
    /// <param name="dataListFilePath">The JSON file.</param>
    /// <param name="isSegmentation">Whether labels are images; else they are values, which the file shows by itself.</param>
    /// <param name="dataListKey">Such as "training", "validation" or "test".</param>
    /// <param name="baseDir">Folder to which paths are relative; the file's own if null.</param>
    /// <inheritdoc cref="Load"/>
    public static IReadOnlyList<Sample> LoadDecathlonDatalist(string dataListFilePath, bool isSegmentation = true, string dataListKey = "training", string? baseDir = null)
    {
        var items = Load(dataListFilePath, dataListKey, baseDir);
        return isSegmentation || !items.Any(item => item.TryGetValue("label", out var label) && label is string) ? items
            : throw new InvalidDataException($"{dataListFilePath}: labels of '{dataListKey}' are text; numbers are expected where they are no images (is_segmentation: false).");
    }

    /// <summary>The items of one section in two parts: those to train on, and those whose "fold" is the one to validate on.</summary>
    /// <param name="datalist">The JSON file.</param>
    /// <param name="basedir">Folder that all text of an item is a path below.</param>
    /// <param name="fold">The fold to validate on.</param>
    /// <param name="key">The section.</param>
    /// <inheritdoc cref="Load"/>
    [ReferenceName("datafold_read")]
    public static (IReadOnlyList<Sample> Training, IReadOnlyList<Sample> Validation) LoadFold(string datalist, string basedir, int fold = 0, string key = "training")
    {
        using var document = Open(datalist);
        var items = Section(datalist, document, key).EnumerateArray().Select((entry, i) => entry.ValueKind == JsonValueKind.Object
            ? new Sample(entry.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Value(text => text.Length == 0 ? text : Path.Combine(basedir, text), p.Value))))
            : throw new InvalidDataException($"{datalist}: entry {i} of '{key}' is no object.")).ToLookup(item => item.TryGetValue("fold", out var number) && number is long n && n == fold);
        return ([.. items[false]], [.. items[true]]);
    }

    /// <summary>The names of the labels, by number, from the file's "labels".</summary>
    public static IReadOnlyDictionary<int, string> Labels(string path)
    {
        using var document = Open(path);
        if (!document.RootElement.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path}: there are no 'labels' by number.");
        }
        return labels.EnumerateObject().ToDictionary(
            p => int.TryParse(p.Name, out var number) ? number : throw new InvalidDataException($"{path}: label '{p.Name}' is no number."),
            p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()!
                : throw new InvalidDataException($"{path}: label {p.Name} is named {p.Value}; a name is text."));
    }

    /// <summary>
    /// Whether a case belongs to the held-out part, by a hash of its name: the same on every machine, whatever other cases there are.
    /// </summary>
    /// <param name="name">Name of the case.</param>
    /// <param name="fraction">Share of cases to hold out, in [0, 1].</param>
    public static bool IsHeldOut(string name, double fraction)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) < fraction * 4294967296.0;
    }

    private static JsonDocument Open(string path)
    {
        try
        {
            var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document
                : throw new InvalidDataException($"{path}: a list of items is a JSON object with sections; this is {document.RootElement.ValueKind}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not valid JSON: {e.Message}", e);
        }
    }

    private static JsonElement Section(string path, JsonDocument document, string section)
    {
        if (document.RootElement.TryGetProperty(section, out var entries) && entries.ValueKind == JsonValueKind.Array)
        {
            return entries;
        }
        var sections = document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).Select(p => $"'{p.Name}'");
        throw new InvalidDataException($"{path}: there is no list '{section}'; the file has {string.Join(", ", sections.DefaultIfEmpty("none"))}.");
    }

    private static object? Value(Func<string, string> text, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => text(value.GetString()!),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Array => value.EnumerateArray().Select(one => Value(text, one)).ToList(),
        JsonValueKind.Object => new Sample(value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Value(text, p.Value)))),
        _ => null,
    };

    /// <summary>Text that looks like a path becomes absolute; other text stays.</summary>
    private static string Absolute(string folder, string text)
        => text.StartsWith("./", StringComparison.Ordinal) || text.Contains('/') || text.Contains('.') ? Path.GetFullPath(text, folder) : text;
}
