using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Medulla.Imaging;

namespace Medulla.Bundles.Zoo;

/// <summary>What a packed bundle is and has: its files with their hashes. It lies in the archive, and in the folder that comes of it.</summary>
public sealed record BundleManifest
{
    /// <summary>Name of the file in a bundle's folder.</summary>
    public const string FileName = "medulla.manifest.json";

    private const string FormatName = "medulla-bundle/1";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The form of this file.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>The bundle's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, if the metadata have one.</summary>
    public string? Version { get; init; }

    /// <summary>What it is meant to do, if the metadata say it.</summary>
    public string? Task { get; init; }

    /// <summary>Its files but this one, by path with '/', sorted.</summary>
    public required IReadOnlyDictionary<string, PackedFile> Files { get; init; }

    /// <summary>The manifest in a bundle's folder; null if there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not valid.</exception>
    public static BundleManifest? Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            var manifest = JsonSerializer.Deserialize<BundleManifest>(File.ReadAllText(path), Options) ?? throw new JsonException("it is empty.");
            return manifest.Format == FormatName ? manifest : throw new JsonException($"its form is '{manifest.Format}', '{FormatName}' is known.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{FileName} is no manifest: {e.Message}", e);
        }
    }

    /// <summary>Compares a folder with the manifest.</summary>
    /// <returns>Files that are missing, changed, or not in the manifest; nothing if all is as it was packed.</returns>
    public Values<string> Differences(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        List<string> differences = [];
        var there = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Where(name => name != FileName).ToHashSet();
        foreach (var (name, file) in Files)
        {
            if (!there.Remove(name))
            {
                differences.Add($"{name} is missing");
            }
            else if (new FileInfo(Path.Combine(folder, name)).Length != file.Size || Sha256Of(Path.Combine(folder, name)) != file.Sha256)
            {
                differences.Add($"{name} is not as it was packed");
            }
        }
        return Values.From([.. differences, .. there.Order(StringComparer.Ordinal).Select(name => $"{name} is not in the manifest")]);
    }

    /// <summary>The file's bytes; the same for the same manifest.</summary>
    internal byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];

    internal static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
