using System.Globalization;
using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Methods of text.</summary>
internal static class Strings
{
    public static Callable? Method(string text, string name) => name switch
    {
        "upper" => Function(name, "", _ => text.ToUpperInvariant()),
        "lower" or "casefold" => Function(name, "", _ => text.ToLowerInvariant()),
        "capitalize" => Function(name, "", _ => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant()),
        "title" => Function(name, "", _ => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant())),
        "strip" => Function(name, "chars?", a => a[0].Or(null) is string set ? text.Trim(set.ToCharArray()) : text.Trim()),
        "lstrip" => Function(name, "chars?", a => a[0].Or(null) is string set ? text.TrimStart(set.ToCharArray()) : text.TrimStart()),
        "rstrip" => Function(name, "chars?", a => a[0].Or(null) is string set ? text.TrimEnd(set.ToCharArray()) : text.TrimEnd()),
        "removeprefix" => Function(name, "prefix", a => text.StartsWith(a[0].Text(), StringComparison.Ordinal) ? text[a[0].Text().Length..] : text),
        "removesuffix" => Function(name, "suffix", a => a[0].Text().Length > 0 && text.EndsWith(a[0].Text(), StringComparison.Ordinal) ? text[..^a[0].Text().Length] : text),
        "split" => Function(name, "sep? maxsplit?", a => Split(text, a[0].Or(null), (int)Indexing.Whole(a[1].Or(-1L)))),
        "rsplit" => Function(name, "sep? maxsplit?", a => SplitFromEnd(text, a[0].Or(null), (int)Indexing.Whole(a[1].Or(-1L)))),
        "splitlines" => Function(name, "", _ => text.TrimEnd('\n').Split('\n').Select(line => (object?)line.TrimEnd('\r')).ToList()),
        "join" => Function(name, "iterable", a => Limits.Checked(string.Join(text, Iteration.ToList(a[0]).Select(item => item.Text())))),
        "replace" => Function(name, "old new count?", a => Replace(text, a[0].Text(), a[1].Text(), Indexing.Whole(a[2].Or(-1L)))),
        "startswith" => Function(name, "prefix", a => Options(a[0]).Any(option => text.StartsWith(option, StringComparison.Ordinal))),
        "endswith" => Function(name, "suffix", a => Options(a[0]).Any(option => text.EndsWith(option, StringComparison.Ordinal))),
        "find" => Function(name, "sub", a => (long)text.IndexOf(a[0].Text(), StringComparison.Ordinal)),
        "rfind" => Function(name, "sub", a => (long)text.LastIndexOf(a[0].Text(), StringComparison.Ordinal)),
        "index" => Function(name, "sub", a => text.IndexOf(a[0].Text(), StringComparison.Ordinal) is var at and >= 0 ? (long)at : throw new ArgumentException($"'{text}' has no '{a[0]}'.")),
        "count" => Function(name, "sub", a => a[0].Text() is { Length: > 0 } part ? (long)text.Split(part).Length - 1 : text.Length + 1L),
        "isdigit" or "isnumeric" or "isdecimal" => Function(name, "", _ => text.Length > 0 && text.All(char.IsDigit)),
        "isalpha" => Function(name, "", _ => text.Length > 0 && text.All(char.IsLetter)),
        "isalnum" => Function(name, "", _ => text.Length > 0 && text.All(char.IsLetterOrDigit)),
        "isspace" => Function(name, "", _ => text.Length > 0 && text.All(char.IsWhiteSpace)),
        "isupper" => Function(name, "", _ => text.Any(char.IsLetter) && !text.Any(char.IsLower)),
        "islower" => Function(name, "", _ => text.Any(char.IsLetter) && !text.Any(char.IsUpper)),
        "zfill" => Function(name, "width", a => Padded(text, a[0])),
        "ljust" => Function(name, "width", a => text.PadRight(Width(a[0]))),
        "rjust" => Function(name, "width", a => text.PadLeft(Width(a[0]))),
        "format" => new FormatMethod(text),
        _ => null,
    };

    private static int Width(object? value) => (int)Math.Clamp(Indexing.Whole(value), 0, 10_000);

    private static string Padded(string text, object? width)
        => text.Length > 0 && text[0] is '-' or '+' ? text[0] + text[1..].PadLeft(Math.Max(0, Width(width) - 1), '0') : text.PadLeft(Width(width), '0');

    private static IEnumerable<string> Options(object? value) => value is object?[] several ? several.Select(one => one.Text()) : [value.Text()];

    private static List<object?> Split(string text, object? separator, int most)
    {
        var count = most < 0 ? int.MaxValue : most + 1;
        return separator is null
            ? [.. text.Split((char[]?)null, count, StringSplitOptions.RemoveEmptyEntries | (most < 0 ? StringSplitOptions.None : StringSplitOptions.TrimEntries))]
            : [.. separator.Text() is { Length: > 0 } fence ? text.Split(fence, count) : throw new ArgumentException("the separator is empty.")];
    }

    private static List<object?> SplitFromEnd(string text, object? separator, int most)
    {
        var parts = Split(text, separator, -1);
        if (most < 0 || parts.Count <= most + 1)
        {
            return parts;
        }
        var head = string.Join(separator is null ? " " : separator.Text(), parts.Take(parts.Count - most));
        return [head, .. parts.Skip(parts.Count - most)];
    }

    private static string Replace(string text, string old, string other, long count)
    {
        if (count < 0)
        {
            return old.Length == 0 ? text : Limits.Checked(text.Replace(old, other, StringComparison.Ordinal));
        }
        for (var from = 0; count > 0 && old.Length > 0 && text.IndexOf(old, from, StringComparison.Ordinal) is var at and >= 0; count--)
        {
            text = text[..at] + other + text[(at + old.Length)..];
            from = at + other.Length;
        }
        return text;
    }

    private sealed class FormatMethod(string template) : Callable
    {
        public override string Name => "format";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named) => Formatting.Fields(template, positional, named);
    }
}
