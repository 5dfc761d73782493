using System.Text.RegularExpressions;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>What expressions may do with files: look for them, read text, make folders. They cannot write, move or delete.</summary>
internal static class Files
{
    private const long LongestText = 256L << 20;

    public static string ReadText(string path)
        => !File.Exists(path) ? throw new ArgumentException($"there is no file '{path}'.")
            : new FileInfo(path).Length > LongestText ? throw new ArgumentException($"'{path}' has {new FileInfo(path).Length} bytes; text of at most {LongestText} is read.")
            : File.ReadAllText(path);

    /// <summary>A file to read from.</summary>
    public static OpenFile Open(string path, object? mode)
        => mode is "r" or "rt" or "rb" ? new OpenFile(ReadText(path)) : throw new ArgumentException($"'{path}' cannot be opened for writing ('{mode}'): expressions read files and do not change them.");

    public static object? MakeFolder(string path, bool existsOk)
    {
        if (Directory.Exists(path) && !existsOk)
        {
            throw new ArgumentException($"the folder '{path}' exists.");
        }
        Directory.CreateDirectory(path);
        return null;
    }

    /// <summary>The paths that fit a pattern with "*", "?", "[…]" and, where asked for, "**"; ordered by name, so that runs repeat.</summary>
    public static List<object?> Glob(string pattern, bool recursive)
    {
        var parts = pattern.Split('/');
        List<string> found = [Path.IsPathRooted(pattern) ? "/" : ""];
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            found = [.. found.SelectMany(folder => Step(folder, part, recursive)).Distinct()];
            Limits.Check(found.Count);
        }
        return [.. found.Where(path => path.Length > 0 && (!pattern.EndsWith('/') || Directory.Exists(path))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Step(string folder, string part, bool recursive)
    {
        var place = folder.Length == 0 ? "." : folder;
        if (part == "**" && recursive)
        {
            return Directory.Exists(place) ? Folders(folder).Prepend(folder) : [];
        }
        if (part.IndexOfAny(['*', '?', '[']) < 0)
        {
            var path = Path.Combine(folder, part);
            return Path.Exists(path) ? [path] : [];
        }
        var shape = new Regex($"^{Regex.Escape(part).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal).Replace(@"\[!", "[^", StringComparison.Ordinal).Replace(@"\[", "[", StringComparison.Ordinal)}$",
            RegexOptions.NonBacktracking);
        return Directory.Exists(place)
            ? Directory.EnumerateFileSystemEntries(place).Select(path => Path.GetFileName(path)).Where(name => shape.IsMatch(name) && (name[0] != '.' || part[0] == '.'))
                .Select(name => Path.Combine(folder, name))
            : [];
    }

    private static IEnumerable<string> Folders(string folder)
        => Directory.EnumerateDirectories(folder.Length == 0 ? "." : folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint })
            .Select(path => folder.Length == 0 ? Path.GetRelativePath(".", path) : path);
}
