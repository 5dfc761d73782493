using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>A path of <c>pathlib</c>.</summary>
internal sealed record PathValue(string Text)
{
    /// <summary>A path of several parts; a later one that is absolute begins anew.</summary>
    public static PathValue Of(params IEnumerable<object?> parts)
        => new(parts.Select(part => part.Text()).DefaultIfEmpty(".").Aggregate(Path.Combine) is { Length: > 0 } joined ? joined : ".");

    public PathValue Join(object? other) => Of(this, other);

    public override string ToString() => Text;

    public object? Member(string name) => name switch
    {
        "name" => Path.GetFileName(Path.TrimEndingDirectorySeparator(Text)),
        "stem" => Path.GetFileNameWithoutExtension(Text),
        "suffix" => Path.GetExtension(Text),
        "parent" => new PathValue(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Text)) is { Length: > 0 } parent ? parent : "."),
        "parts" => Text.Split('/', StringSplitOptions.RemoveEmptyEntries).ToArray<object?>(),
        "exists" => Function(name, "", _ => Path.Exists(Text)),
        "is_file" => Function(name, "", _ => File.Exists(Text)),
        "is_dir" => Function(name, "", _ => Directory.Exists(Text)),
        "absolute" or "resolve" => Function(name, "", _ => new PathValue(Path.GetFullPath(Text))),
        "as_posix" => Function(name, "", _ => Text),
        "joinpath" => Function(name, "*parts", a => Of([this, .. (object?[])a[0]!])),
        "with_suffix" => Function(name, "suffix", a => new PathValue(Path.ChangeExtension(Text, a[0].Text()))),
        "with_name" => Function(name, "name", a => new PathValue(Path.Combine(Path.GetDirectoryName(Text) ?? "", a[0].Text()))),
        "read_text" => Function(name, "encoding?", _ => Files.ReadText(Text)),
        "open" => Function(name, "mode?", a => Files.Open(Text, a[0].Or("r"))),
        "mkdir" => Function(name, "mode? parents? exist_ok?", a => Files.MakeFolder(Text, Truth.Of(a[2].Or(false)))),
        "glob" => Function(name, "pattern", a => Files.Glob(Path.Combine(Text, a[0].Text()), false).Select(path => (object?)new PathValue((string)path!)).ToList()),
        "rglob" => Function(name, "pattern", a => Files.Glob(Path.Combine(Text, "**", a[0].Text()), true).Select(path => (object?)new PathValue((string)path!)).ToList()),
        "iterdir" => Function(name, "", _ => Directory.EnumerateFileSystemEntries(Text).Order(StringComparer.Ordinal).Select(path => (object?)new PathValue(path)).ToList()),
        _ => null,
    };
}
