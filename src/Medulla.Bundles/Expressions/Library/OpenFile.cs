using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>A file that was opened: its text, all of it read.</summary>
internal sealed class OpenFile(string text)
{
    public string Text => text;

    public object? Member(string name) => name switch
    {
        "read" => Function(name, "", _ => text),
        "readlines" => Function(name, "", _ => Lines()),
        "close" => Function(name, "", _ => null),
        _ => null,
    };

    /// <summary>Lines with their ends, as Python has them.</summary>
    private List<object?> Lines()
    {
        List<object?> lines = [];
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }
}
