namespace Medulla.Bundles.Expressions;

/// <summary>
/// An expression in the language of configurations: Python's expressions (The Python Language Reference, chapter 6) and imports, with
/// "@id" for other items. It can call what stands in the table of names (<see cref="Library.ModuleTable"/>) and nothing else.
/// </summary>
public sealed class PythonExpression
{
    private PythonExpression(string text, Node tree) => (Text, Tree) = (text, tree);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Whether it is an import.</summary>
    public bool IsImport => Tree is ImportNode;

    /// <summary>What was read.</summary>
    internal Node Tree { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text, without the "$" of configurations.</param>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static PythonExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, Parser.Parse(text));
    }

    /// <summary>The ids that it refers to, in order, each once.</summary>
    public IReadOnlyList<string> References()
        => [.. Lexer.Read(Text).Where(token => token.Kind == TokenKind.Reference).Select(token => token.Text)
            .Concat(Lexer.Read(Text).Where(token => token.Kind == TokenKind.FormattedText).SelectMany(token => ReferencesIn(token.Text))).Distinct()];

    /// <summary>The value.</summary>
    /// <param name="surroundings">What it can see; an import adds to it.</param>
    /// <exception cref="ExpressionException">It uses something unknown, or failed.</exception>
    public object? Evaluate(Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        return new Interpreter(Text, surroundings).Run(Tree);
    }

    private static IEnumerable<string> ReferencesIn(string formatted)
        => System.Text.RegularExpressions.Regex.Matches(formatted, @"@(\w*(?:(?:#|::)\w*)*)").Select(match => match.Groups[1].Value.Replace("#", "::", StringComparison.Ordinal));
}
