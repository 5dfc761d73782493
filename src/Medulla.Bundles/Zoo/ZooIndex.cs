using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Medulla.Bundles.Zoo;

/// <summary>
/// Lists of bundles in files: "zoo.json", our own ({"bundles": [{"name", "version", "file", "sha256", "size"}]}), and "model_info.json" of the MONAI
/// Model Zoo ({"NAME_vVERSION": {"checksum": SHA-1, "source": address}}).
/// </summary>
public static partial class ZooIndex
{
    /// <summary>Name of our own index.</summary>
    public const string FileName = "zoo.json";

    /// <summary>Name of the MONAI Model Zoo's index.</summary>
    public const string ModelZooFileName = "model_info.json";

    private const string FormatName = "medulla-zoo/1";
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes <see cref="FileName"/> for the archives in a folder, with their SHA-256 and size.</summary>
    /// <param name="folder">The folder with NAME_vVERSION.zip files.</param>
    /// <returns>What the index lists.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It has no archives.</exception>
    public static IReadOnlyList<ZooEntry> Write(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var archives = !Directory.Exists(folder) ? throw new DirectoryNotFoundException($"there is no folder {folder}.")
            : Directory.EnumerateFiles(folder).Where(ArchiveFile.IsArchive).Order(StringComparer.Ordinal).ToList();
        if (archives.Count == 0)
        {
            throw new FileNotFoundException($"{folder} has no archives; 'medulla bundle package' makes them.");
        }
        List<ZooEntry> entries = [.. archives.Select(path => ZooEntry.At(path) with { Sha256 = BundleManifest.Sha256Of(path), Size = new FileInfo(path).Length })];
        var index = new JsonObject
        {
            ["format"] = FormatName,
            ["bundles"] = new JsonArray([.. entries.Select(entry => new JsonObject
            {
                ["name"] = entry.Name, ["version"] = entry.Version, ["file"] = Path.GetFileName(entry.Location), ["sha256"] = entry.Sha256, ["size"] = entry.Size,
            })]),
        };
        File.WriteAllText(Path.Combine(folder, FileName), index.ToJsonString(Options) + "\n");
        return entries;
    }

    /// <summary>The bundles that an index lists.</summary>
    /// <param name="json">Its text, of either form.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="locate">From what the index says of a file to where it is.</param>
    /// <exception cref="InvalidDataException">It is no index, or lists what it must not.</exception>
    internal static IReadOnlyList<ZooEntry> Parse(string json, string name, Func<string, string> locate)
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException("an object is expected.");
            return [.. (root["bundles"] is JsonArray bundles ? bundles.Select(bundle => Own(bundle, locate)) : root.Select(pair => OfModelZoo(pair.Key, pair.Value, locate)))];
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name} is no index of bundles: {e.Message}", e);
        }
    }

    /// <summary>Name and version of "NAME_vVERSION".</summary>
    internal static (string Name, string Version) Split(string text) => Versioned().Match(text) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : (text, "");

    /// <summary>Orders versions: numbers by size, a pre-release before its release.</summary>
    internal static int Compare(string a, string b)
    {
        var (x, y) = (a.Split('+')[0].Split('-', 2), b.Split('+')[0].Split('-', 2));
        var order = CompareParts(x[0], y[0]);
        return order != 0 ? order : (x.Length, y.Length) switch
        {
            (2, 2) => CompareParts(x[1], y[1]),
            _ => y.Length.CompareTo(x.Length),
        };
    }

    private static int CompareParts(string a, string b)
    {
        var (x, y) = (a.Split('.'), b.Split('.'));
        for (var i = 0; i < Math.Max(x.Length, y.Length); i++)
        {
            var (p, q) = (i < x.Length ? x[i] : "", i < y.Length ? y[i] : "");
            var order = long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && long.TryParse(q, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? m.CompareTo(n) : string.CompareOrdinal(p, q);
            if (order != 0)
            {
                return order;
            }
        }
        return 0;
    }

    private static ZooEntry Own(JsonNode? bundle, Func<string, string> locate)
    {
        var name = Text(bundle, "name") ?? throw new InvalidDataException("a bundle has no name.");
        return new(
            Checked(name), Text(bundle, "version") ?? "", locate(Text(bundle, "file") ?? throw new InvalidDataException($"{name} has no file.")), Digits(name, Text(bundle, "sha256"), 64),
            Size: bundle!["size"]?.GetValue<long>() is { } size ? size >= 0 ? size : throw new InvalidDataException($"{name} has {size} bytes.") : null);
    }

    private static ZooEntry OfModelZoo(string key, JsonNode? value, Func<string, string> locate)
    {
        var (name, version) = Split(key);
        var checksum = Text(value, "checksum");
        return new(
            Checked(name), version, locate(Text(value, "source") ?? throw new InvalidDataException($"{key} has no source.")),
            checksum?.Length == 64 ? Digits(key, checksum, 64) : null, checksum is null or { Length: 64 } ? null : Digits(key, checksum, 40));
    }

    private static string? Text(JsonNode? node, string name) => node is JsonObject map ? map[name]?.GetValue<string>() : throw new InvalidDataException("a bundle is an object.");

    private static string Checked(string name) => SafeName.IsBundle(name) ? name : throw new InvalidDataException($"'{name}' cannot name a bundle.");

    private static string? Digits(string name, string? text, int count)
        => text is null || (text.Length == count && text.All(char.IsAsciiHexDigit)) ? text?.ToLowerInvariant() : throw new InvalidDataException($"the checksum of {name} is '{text}'; {count} hexadecimal digits are expected.");

    [GeneratedRegex(@"^(.+?)_v(\d.*)$")]
    private static partial Regex Versioned();
}
