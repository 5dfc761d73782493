using System.Text.Json;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Configuration;

/// <summary>Reads configuration files: JSON (with comments and trailing commas allowed) and YAML.</summary>
internal static class ConfigFiles
{
    private static readonly string[] Endings = [".json", ".yaml", ".yml"];
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static bool IsConfig(string path) => Endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>The value in a file: dictionaries, lists, text, numbers, truth values and null.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ConfigException">The file is none of the known kinds, or not valid.</exception>
    public static object? Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"there is no configuration {path}.", path);
        }
        return !IsConfig(path) ? throw new ConfigException(Path.GetFileName(path), $"a configuration ends in {string.Join(", ", Endings)}.")
            : Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? Json(File.ReadAllText(path), Path.GetFileName(path)) : YamlText.Read(File.ReadAllText(path), Path.GetFileName(path));
    }

    /// <summary>The value of JSON text.</summary>
    /// <exception cref="ConfigException">It is not valid.</exception>
    public static object? Json(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return SystemModules.FromJson(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigException(place, $"not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>A value as a command line gives it: YAML, of which JSON is a part; text that is neither is itself.</summary>
    public static object? Value(string text)
    {
        if (text.Length > 0 && text[0] is '$' or '@' or '%')
        {
            return text;
        }
        try
        {
            return YamlText.Read(text, "value");
        }
        catch (ConfigException) when (text.Length > 0 && text[0] is not ('{' or '[' or '"'))
        {
            return text;
        }
    }
}
