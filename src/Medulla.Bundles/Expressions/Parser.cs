using System.Runtime.CompilerServices;

namespace Medulla.Bundles.Expressions;

/// <summary>Reads a Python expression, or an import, into a tree (the Python Language Reference, chapters 6 and 7.11).</summary>
internal sealed class Parser
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

    private Node Primary()
    {
        var value = Atom();
        for (var steps = 0; ; steps++)
        {
            if (steps > DeepestNesting)
            {
                throw Wrong(Current.At, $"more than {DeepestNesting} calls, attributes and indices in a row.");
            }
            var at = Place(Current.At);
            if (Take("."))
            {
                value = new AttributeNode(at, value, Identifier());
            }
            else if (Take("("))
            {
                value = new CallNode(at, value, Arguments());
            }
            else if (Take("["))
            {
                value = new IndexNode(at, value, Indices());
            }
            else
            {
                return value;
            }
        }
    }

    private List<Argument> Arguments()
    {
        List<Argument> arguments = [];
        while (!Take(")"))
        {
            var at = Place(Current.At);
            if (Take("**"))
            {
                arguments.Add(new(null, Expression(), 2));
            }
            else if (Take("*"))
            {
                arguments.Add(new(null, Expression(), 1));
            }
            else if (Current.Kind == TokenKind.Name && tokens[position + 1] is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = Identifier();
                position++;
                arguments.Add(new(name, Expression(), 0));
            }
            else
            {
                var value = Expression();
                arguments.Add(new(null, Current is { Kind: TokenKind.Name, Text: "for" } ? new ComprehensionNode(at, ComprehensionKind.Generator, value, null, Clauses()) : value, 0));
            }
            if (!Take(","))
            {
                Expect(")");
                break;
            }
        }
        return arguments;
    }

    private Node Indices()
    {
        var at = Place(Current.At);
        var first = Slice();
        if (!Is(","))
        {
            Expect("]");
            return first;
        }
        List<Node> items = [first];
        while (Take(",") && !Is("]"))
        {
            items.Add(Slice());
        }
        Expect("]");
        return new TupleNode(at, items);
    }

    private Node Slice()
    {
        var at = Place(Current.At);
        var start = Is(":") ? null : Starred();
        if (!Take(":"))
        {
            return start!;
        }
        var stop = Is(":") || Is("]") || Is(",") ? null : Expression();
        var step = Take(":") && !Is("]") && !Is(",") ? Expression() : null;
        return new SliceNode(at, start, stop, step);
    }

    private Node Atom()
    {
        var token = Advance();
        var at = Place(token.At);
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new Constant(at, token.Value);
            case TokenKind.Text or TokenKind.FormattedText:
                return Texts(token);
            case TokenKind.Reference:
                return new ReferenceNode(at, token.Text);
            case TokenKind.Name:
                return token.Text switch
                {
                    "None" => new Constant(at, null),
                    "True" => new Constant(at, true),
                    "False" => new Constant(at, false),
                    var word when Keywords.Contains(word) => throw Wrong(token.At, $"'{word}' is not possible in an expression."),
                    var name => new NameNode(at, name),
                };
            case TokenKind.Operator when token.Text == "(":
                return Parenthesis(at);
            case TokenKind.Operator when token.Text == "[":
                return Brackets(at);
            case TokenKind.Operator when token.Text == "{":
                return Braces(at);
            case TokenKind.Operator when token.Text == "." && Take(".") && Take("."):
                throw Wrong(token.At, "'...' is not supported; write the axes out.");
            default:
                throw Wrong(token.At, $"a value is expected, not '{Shown(token)}'.");
        }
    }

    private Node Parenthesis(int at)
    {
        if (Take(")"))
        {
            return new TupleNode(at, []);
        }
        var value = Expressions();
        if (Current is { Kind: TokenKind.Name, Text: "for" })
        {
            value = new ComprehensionNode(at, ComprehensionKind.Generator, value, null, Clauses());
        }
        Expect(")");
        return value;
    }

    private Node Brackets(int at)
    {
        List<Node> items = [];
        while (!Take("]"))
        {
            items.Add(Starred());
            if (items.Count == 1 && Current is { Kind: TokenKind.Name, Text: "for" })
            {
                var clauses = Clauses();
                Expect("]");
                return new ComprehensionNode(at, ComprehensionKind.List, items[0], null, clauses);
            }
            if (!Take(","))
            {
                Expect("]");
                break;
            }
        }
        return new ListNode(at, items);
    }

    private Node Braces(int at)
    {
        if (Take("}"))
        {
            return new DictionaryNode(at, []);
        }
        List<(Node?, Node)> pairs = [];
        List<Node> items = [];
        do
        {
            if (Is("}"))
            {
                break;
            }
            if (Take("**"))
            {
                pairs.Add((null, Level(0)));
                continue;
            }
            var key = Starred();
            if (!Take(":"))
            {
                items.Add(key);
            }
            else
            {
                pairs.Add((key, Expression()));
            }
            if (pairs.Count + items.Count == 1 && Current is { Kind: TokenKind.Name, Text: "for" })
            {
                var clauses = Clauses();
                Expect("}");
                return new ComprehensionNode(
                    at, pairs.Count == 1 ? ComprehensionKind.Dictionary : ComprehensionKind.Set, key, pairs.Count == 1 ? pairs[0].Item2 : null, clauses);
            }
        }
        while (Take(","));
        Expect("}");
        return pairs.Count > 0 && items.Count > 0 ? throw Wrong(at - offset, "a dictionary needs a value for each key.")
            : pairs.Count > 0 ? new DictionaryNode(at, pairs) : new SetNode(at, items);
    }

    private List<Clause> Clauses()
    {
        List<Clause> clauses = [];
        while (TakeWord("for"))
        {
            var target = Target();
            ExpectWord("in");
            var source = Or();
            List<Node> conditions = [];
            while (TakeWord("if"))
            {
                conditions.Add(Or());
            }
            clauses.Add(new(target, source, conditions));
        }
        return clauses;
    }

    private Node Target()
    {
        var at = Place(Current.At);
        var first = TargetItem();
        if (!Is(","))
        {
            return first;
        }
        List<Node> items = [first];
        while (Take(",") && Current is not { Kind: TokenKind.Name, Text: "in" })
        {
            items.Add(TargetItem());
        }
        return new TupleNode(at, items);
    }

    private Node TargetItem()
    {
        var at = Place(Current.At);
        if (!Take("("))
        {
            return new NameNode(at, Identifier());
        }
        if (++depth > DeepestNesting)
        {
            throw Wrong(Current.At, $"the expression is nested deeper than {DeepestNesting}.");
        }
        var inner = Target();
        depth--;
        Expect(")");
        return inner;
    }

    /// <summary>Texts side by side are one.</summary>
    private Node Texts(Token first)
    {
        List<Node> parts = [];
        var at = Place(first.At);
        for (var token = first; ; token = Advance())
        {
            if (token.Kind == TokenKind.Text)
            {
                parts.Add(new Constant(Place(token.At), token.Value));
            }
            else
            {
                parts.AddRange(Fields(token.Text, token.Inside, token.IsRaw, isFormat: false));
            }
            if (Current.Kind is not (TokenKind.Text or TokenKind.FormattedText))
            {
                break;
            }
        }
        return parts.TrueForAll(part => part is Constant) ? new Constant(at, string.Concat(parts.Select(part => (string)((Constant)part).Value!))) : new FormattedNode(at, parts);
    }

    /// <summary>The constants and fields of an f-string, or of the format of one of its fields.</summary>
    private List<Node> Fields(string inside, int start, bool isRaw, bool isFormat)
    {
        List<Node> parts = [];
        var plain = 0;
        for (var i = 0; i < inside.Length;)
        {
            if (inside[i] is not ('{' or '}'))
            {
                i++;
                continue;
            }
            Plain(plain, i);
            if (!isFormat && i + 1 < inside.Length && inside[i + 1] == inside[i])
            {
                parts.Add(new Constant(Place(start + i), $"{inside[i]}"));
                i += 2;
            }
            else if (inside[i] == '}')
            {
                throw Wrong(start + i, "'}' stands alone; write '}}' for a brace.");
            }
            else
            {
                parts.Add(Field(inside, ref i, start, isRaw));
            }
            plain = i;
        }
        Plain(plain, inside.Length);
        return parts;

        void Plain(int from, int to)
        {
            if (to > from)
            {
                var part = inside[from..to];
                parts.Add(new Constant(Place(start + from), isRaw ? part : Lexer.Unescape(part, (at, cause) => Wrong(start + from + at, cause))));
            }
        }
    }

    private FieldNode Field(string inside, ref int i, int start, bool isRaw)
    {
        var open = i++;
        var end = FieldEnd(inside, i, stopAtFormat: true);
        var source = inside[i..Math.Min(end, inside.Length)];
        if (end >= inside.Length || string.IsNullOrWhiteSpace(source))
        {
            throw Wrong(start + open, end >= inside.Length ? "the field that begins here does not end." : "the field is empty.");
        }
        if (++depth > DeepestNesting)
        {
            throw Wrong(start + open, $"the expression is nested deeper than {DeepestNesting}.");
        }
        Node value;
        try
        {
            var inner = new Parser(text, Lexer.Read(source), offset + start + i, depth);
            value = inner.Ended(inner.Expressions());
        }
        catch (ExpressionException e)
        {
            throw new ExpressionException(text, Place(start + i) + Math.Max(0, e.Column - 1), $"in the field '{{{source}}}': {e.Message}", e);
        }
        i = end;
        var conversion = '\0';
        if (inside[i] == '!')
        {
            conversion = i + 1 < inside.Length ? inside[i + 1] : '\0';
            i += 2;
            if (conversion is not ('r' or 's' or 'a') || i >= inside.Length || inside[i] is not (':' or '}'))
            {
                throw Wrong(start + end, "a conversion is '!r', '!s' or '!a'.");
            }
        }
        Node? format = null;
        if (inside[i] == ':')
        {
            var formatEnd = FieldEnd(inside, i + 1, stopAtFormat: false);
            if (formatEnd >= inside.Length)
            {
                throw Wrong(start + open, "the field that begins here does not end.");
            }
            format = new FormattedNode(Place(start + i), Fields(inside[(i + 1)..formatEnd], start + i + 1, isRaw, isFormat: true));
            i = formatEnd;
        }
        i++;
        depth--;
        return new(Place(start + open), value, conversion, format);
    }

    /// <summary>Where the expression or the format of a field ends: at the first '}', '!' or ':' outside brackets and quotes.</summary>
    private static int FieldEnd(string inside, int i, bool stopAtFormat)
    {
        var open = 0;
        for (char? quote = null; i < inside.Length; i++)
        {
            var c = inside[i];
            if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (stopAtFormat && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is '(' or '[' or '{')
            {
                open++;
            }
            else if (open > 0 && c is ')' or ']' or '}')
            {
                open--;
            }
            else if (open == 0 && (c == '}' || (stopAtFormat && (c == ':' || (c == '!' && (i + 1 == inside.Length || inside[i + 1] != '='))))))
            {
                return i;
            }
        }
        return i;
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
