namespace Medulla.Bundles.Expressions;

/// <content>Texts and f-strings.</content>
internal sealed partial class Parser
{
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
}
