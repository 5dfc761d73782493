namespace Medulla.Bundles.Expressions;

/// <content>Values with their calls, attributes and indices; lists, dictionaries, sets and comprehensions.</content>
internal sealed partial class Parser
{
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
                return new Constant(at, Ellipsis.Value);
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
}
