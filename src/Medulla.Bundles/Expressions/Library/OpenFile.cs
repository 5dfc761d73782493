namespace Medulla.Bundles.Expressions.Library;

/// <summary>A file that was opened: its text.</summary>
internal sealed class OpenFile(string text)
{
    public string Text => text;
}
