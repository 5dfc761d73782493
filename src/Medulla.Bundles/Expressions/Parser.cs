using System.Runtime.CompilerServices;

namespace Medulla.Bundles.Expressions;

/// <summary>Reads a Python expression, or an import, into a tree (the Python Language Reference, chapters 6 and 7.11).</summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 100;
    private static readonly HashSet<string> Keywords =
    [
        "and", "or", "not", "if", "else", "lambda", "for", "in", "is", "None", "True", "False", "import", "from", "as", "await", "async", "yield",
        "def", "class", "return", "while", "with", "try", "except", "finally", "raise", "del", "global", "nonlocal", "assert", "pass", "break", "continue",
    ];

    private static readonly string[][] Levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]];
    private readonly string text;
    private readonly IReadOnlyList<Token> tokens;
    private readonly int offset;
    private int position;
    private int depth;

    private Parser(string text, IReadOnlyList<Token> tokens, int offset, int depth) => (this.text, this.tokens, this.offset, this.depth) = (text, tokens, offset, depth);

    private Token Current => tokens[position];

    public static Node Parse(string text)
    {
        var parser = new Parser(text, Lexer.Read(text), 0, 0);
        return parser.Current is { Kind: TokenKind.Name, Text: "import" or "from" } ? parser.Ended(parser.Import()) : parser.Ended(parser.Expressions());
    }

    private Node Ended(Node node)
        => Current.Kind == TokenKind.End ? node : throw Wrong(Current.At, $"'{Shown(Current)}' is not expected here.");

    private static string Shown(Token token) => token.Kind == TokenKind.End ? "the end" : token.Kind == TokenKind.Reference ? $"@{token.Text}" : token.Text;

    // Statements that a configuration may have: imports.
    private ImportNode Import()
    {
        var at = Place(Advance().At);
        List<(string, string?, string)> names = [];
        if (tokens[position - 1].Text == "import")
        {
            do
            {
                var module = Dotted();
                names.Add((module, null, Take("as") ? Identifier() : module));
            }
            while (Take(","));
            return new(at, names);
        }
        var from = Dotted();
        ExpectWord("import");
        do
        {
            var name = Identifier();
            names.Add((from, name, Take("as") ? Identifier() : name));
        }
        while (Take(","));
        return new(at, names);
    }

    private string Dotted()
    {
        var name = Identifier();
        while (Take("."))
        {
            name += $".{Identifier()}";
        }
        return name;
    }

    /// <summary>One expression, or several with commas: a tuple.</summary>
    private Node Expressions()
    {
        var at = Place(Current.At);
        var first = Starred();
        if (!Is(","))
        {
            return first is StarredNode ? throw Wrong(Current.At, "'*' unpacks into a list, tuple or call.") : first;
        }
        List<Node> items = [first];
        while (Take(",") && StartsExpression())
        {
            items.Add(Starred());
        }
        return new TupleNode(at, items);
    }

    private bool StartsExpression() => Current.Kind != TokenKind.End && !(Current.Kind == TokenKind.Operator && Current.Text is ")" or "]" or "}" or ":" or "=" or ",")
        && !(Current.Kind == TokenKind.Name && Current.Text is "for" or "if" or "else" or "in");

    private Node Starred()
    {
        var at = Place(Current.At);
        return Take("*") ? new StarredNode(at, Level(0)) : Expression();
    }

    private Node Expression()
    {
        if (++depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Wrong(Current.At, $"the expression is nested deeper than {DeepestNesting}.");
        }
        try
        {
            var at = Place(Current.At);
            if (TakeWord("lambda"))
            {
                return Lambda(at);
            }
            if (Current.Kind == TokenKind.Name && tokens[position + 1] is { Kind: TokenKind.Operator, Text: ":=" })
            {
                var name = Identifier();
                position++;
                return new AssignmentNode(at, name, Expression());
            }
            var value = Or();
            if (!TakeWord("if"))
            {
                return value;
            }
            var test = Or();
            ExpectWord("else");
            return new ConditionalNode(at, test, value, Expression());
        }
        finally
        {
            depth--;
        }
    }

    private LambdaNode Lambda(int at)
    {
        List<Parameter> parameters = [];
        while (!Is(":"))
        {
            var stars = Take("**") ? 2 : Take("*") ? 1 : 0;
            var name = stars == 1 && Is(",") ? "" : Identifier();
            parameters.Add(new(name, stars == 0 && Take("=") ? Expression() : null, stars));
            if (!Take(","))
            {
                break;
            }
        }
        Expect(":");
        return parameters.Where(p => p.Name.Length > 0).GroupBy(p => p.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Wrong(at - offset, $"the lambda has two parameters '{twice.Key}'.")
            : new(at, parameters, Expression());
    }

    private Node Or()
    {
        var left = And();
        while (Current is { Kind: TokenKind.Name, Text: "or" })
        {
            left = new LogicalNode(Place(Advance().At), false, left, And());
        }
        return left;
    }

    private Node And()
    {
        var left = Not();
        while (Current is { Kind: TokenKind.Name, Text: "and" })
        {
            left = new LogicalNode(Place(Advance().At), true, left, Not());
        }
        return left;
    }

    private Node Not()
    {
        var at = Place(Current.At);
        var negations = 0;
        while (TakeWord("not"))
        {
            negations++;
        }
        var value = Comparison();
        for (; negations > 0; negations--)
        {
            value = new UnaryNode(at, "not", value);
        }
        return value;
    }

    private Node Comparison()
    {
        var at = Place(Current.At);
        var first = Level(0);
        List<(string, Node)> rest = [];
        while (ComparisonOperator() is { } symbol)
        {
            rest.Add((symbol, Level(0)));
        }
        return rest.Count == 0 ? first : new ComparisonNode(at, first, rest);
    }

    private string? ComparisonOperator()
    {
        if (Current is { Kind: TokenKind.Operator, Text: "<" or ">" or "<=" or ">=" or "==" or "!=" })
        {
            return Advance().Text;
        }
        if (TakeWord("in"))
        {
            return "in";
        }
        if (TakeWord("is"))
        {
            return TakeWord("not") ? "is not" : "is";
        }
        if (Current is { Kind: TokenKind.Name, Text: "not" } && tokens[position + 1] is { Kind: TokenKind.Name, Text: "in" })
        {
            position += 2;
            return "not in";
        }
        return null;
    }

    private Node Level(int level)
    {
        if (level == Levels.Length)
        {
            return Factor();
        }
        var left = Level(level + 1);
        while (Current.Kind == TokenKind.Operator && Levels[level].Contains(Current.Text))
        {
            var symbol = Advance();
            left = new BinaryNode(Place(symbol.At), symbol.Text, left, Level(level + 1));
        }
        return left;
    }

    /// <summary>Signs bind looser than powers to their right.</summary>
    private Node Factor()
    {
        List<Token> signs = [];
        while (Current is { Kind: TokenKind.Operator, Text: "+" or "-" or "~" })
        {
            signs.Add(Advance());
        }
        var value = Primary();
        if (Current is { Kind: TokenKind.Operator, Text: "**" } power)
        {
            position++;
            if (++depth > DeepestNesting)
            {
                throw Wrong(power.At, $"the expression is nested deeper than {DeepestNesting}.");
            }
            value = new BinaryNode(Place(power.At), "**", value, Factor());
            depth--;
        }
        if (signs.Count > DeepestNesting)
        {
            throw Wrong(signs[0].At, $"the expression is nested deeper than {DeepestNesting}.");
        }
        return Enumerable.Reverse(signs).Aggregate(value, (inner, sign) => new UnaryNode(Place(sign.At), sign.Text, inner));
    }

    private Token Advance() => Current.Kind == TokenKind.End ? Current : tokens[position++];

    private bool Is(string symbol) => Current.Kind == TokenKind.Operator && Current.Text == symbol;

    private bool Take(string symbol)
    {
        var found = (Current.Kind == TokenKind.Operator || (Current.Kind == TokenKind.Name && symbol == "as")) && Current.Text == symbol;
        position += found ? 1 : 0;
        return found;
    }

    private bool TakeWord(string word)
    {
        var found = Current.Kind == TokenKind.Name && Current.Text == word;
        position += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Wrong(Current.At, $"'{symbol}' is expected, not '{Shown(Current)}'.");
        }
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word))
        {
            throw Wrong(Current.At, $"'{word}' is expected, not '{Shown(Current)}'.");
        }
    }

    private string Identifier()
        => Current.Kind == TokenKind.Name && !Keywords.Contains(Current.Text) ? Advance().Text : throw Wrong(Current.At, $"a name is expected, not '{Shown(Current)}'.");

    private int Place(int at) => at + offset;

    private ExpressionException Wrong(int at, string cause) => new(text, Math.Clamp(at + offset, 0, text.Length), cause);
}
