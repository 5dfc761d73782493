using System.Text.RegularExpressions;

namespace Medulla.Bundles.Configuration;

/// <summary>Puts the items that "%id" and "%file::id" name in their places, and makes relative ids whole.</summary>
/// <param name="folders">Where files are looked for, in order.</param>
internal sealed partial class Macros(IReadOnlyList<string> folders)
{
    private const int MostDepth = 50;
    private const int MostValues = 100_000;
    private int values;

    /// <summary>The configuration without macros and relative ids.</summary>
    public Dictionary<string, object?> Expand(ConfigTree tree) => (Dictionary<string, object?>)Expand(tree.Root, "", tree, [])!;

    private object? Expand(object? value, string id, ConfigTree tree, List<string> open)
    {
        if (++values > MostValues)
        {
            throw new ConfigException(id, $"macros make the configuration longer than {MostValues} values.");
        }
        return value switch
        {
            Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Expand(pair.Value, ConfigId.Join(id, pair.Key), tree, open)),
            List<object?> list => list.Select((item, i) => Expand(item, ConfigId.Join(id, i), tree, open)).ToList(),
            string text => Expand(text, id, tree, open),
            _ => value,
        };
    }

    private object? Expand(string text, string id, ConfigTree tree, List<string> open)
    {
        text = Whole(text, id);
        if (text.Length == 0 || text[0] != '%')
        {
            return text;
        }
        if (open.Contains(text) || open.Count > MostDepth)
        {
            throw new ConfigException(id, $"the macro {text} leads back to itself.");
        }
        var (file, source) = Split(text[1..]);
        var from = file is null ? tree : new ConfigTree(Config.Dictionary(ConfigFiles.Load(Locate(file, id)), Path.GetFileName(file)));
        try
        {
            return ConfigTree.Copy(Expand(from.Get(source), source, from, file is null ? [.. open, text] : [text]));
        }
        catch (ConfigException e)
        {
            throw new ConfigException(id, $"the macro {text}: {e.Message}", e);
        }
    }

    private string Locate(string file, string id)
        => folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new ConfigException(id, $"there is no file '{file}' for the macro; it was looked for in {string.Join(", ", folders.Select(folder => folder.Length == 0 ? "the working folder" : folder))}.");

    private static (string? File, string Id) Split(string macro)
        => FileName().Match(ConfigId.Normal(macro)) is { Success: true } match
            ? (match.Groups["file"].Value, match.Groups["id"].Value) : (null, ConfigId.Normal(macro));

    /// <summary>Text in which "@::x" and "%::x" are ids from the root: one separator more is one level up.</summary>
    private static string Whole(string text, string id)
    {
        if (!text.Contains("@#", StringComparison.Ordinal) && !text.Contains("@::", StringComparison.Ordinal) && !text.Contains("%#", StringComparison.Ordinal) && !text.Contains("%::", StringComparison.Ordinal))
        {
            return text;
        }
        var own = id.Split(ConfigId.Separator);
        return Relative().Replace(ConfigId.Normal(text), match =>
        {
            var up = (match.Length - 1) / ConfigId.Separator.Length;
            return up > own.Length ? throw new ConfigException(id, $"the relative id in '{text}' goes {up} levels up; there are {own.Length}.")
                : up == own.Length ? match.Value[..1] : $"{match.Value[0]}{string.Join(ConfigId.Separator, own[..^up])}{ConfigId.Separator}";
        });
    }

    [GeneratedRegex("[@%](?:::)+")]
    private static partial Regex Relative();

    [GeneratedRegex(@"^(?<file>.*?\.(?:json|yaml|yml))(?:::(?<id>.*))?$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex FileName();
}
