using System.Text.RegularExpressions;

namespace Medulla.Bundles.Zoo;

/// <summary>Names from outside that become names of files: the same on every system, and never outside the folder they are meant for.</summary>
internal static partial class SafeName
{
    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>What a name cannot have on one system or another.</summary>
    private static readonly char[] Odd = [.. "\\:*?\"<>|\u007F", .. Enumerable.Range(0, 32).Select(c => (char)c)];

    /// <summary>Whether a text can name a bundle: letters, digits, '.', '_' and '-'.</summary>
    public static bool IsBundle(string name) => Simple().IsMatch(name) && Fault(name) is null;

    /// <summary>Why a relative path with '/' is not safe; null if it is.</summary>
    public static string? Fault(string path)
    {
        if (path.Length is 0 or > 1000)
        {
            return "it has no name, or one of more than 1000 characters";
        }
        if (path[0] == '/')
        {
            return "it is an absolute path";
        }
        if (path.IndexOfAny(Odd) is var at and >= 0)
        {
            return path[at] == ':' && at == 1 ? "it has a drive letter" : $"its name has the character {(path[at] < ' ' ? $"U+{(int)path[at]:X4}" : $"'{path[at]}'")}";
        }
        foreach (var part in path.Split('/'))
        {
            var fault = part switch
            {
                ".." => "it leads out of its folder ('..')",
                "." or "" => "its path has an empty part",
                _ when part[^1] is '.' or ' ' => "a part of its path ends in a dot or a space",
                _ when Devices.Contains(part.Split('.')[0]) => $"'{part}' is a device on Windows",
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
        }
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$")]
    private static partial Regex Simple();
}
