using System.Globalization;
using System.Text;

namespace Medulla.Bundles.Expressions;

internal enum TokenKind
{
    Name,
    Number,
    Text,
    FormattedText,
    Reference,
    Operator,
    End,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Name, operator, id, or the inside of an f-string as written.</param>
/// <param name="Value">The value of a number or text.</param>
/// <param name="At">Index of its first character.</param>
/// <param name="Inside">Index of the first character within the quotes.</param>
/// <param name="IsRaw">Whether backslashes of an f-string stand for themselves.</param>
internal readonly record struct Token(TokenKind Kind, string Text, object? Value, int At, int Inside = 0, bool IsRaw = false);

/// <summary>Cuts a Python expression into words (the Python Language Reference, chapter 2), with "@id" of configurations as one word.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Operators =
    [
        "**", "//", "<<", ">>", "<=", ">=", "==", "!=", ":=", "+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", ";",
    ];

    private int position;

    public static IReadOnlyList<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        List<Token> tokens = [];
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    /// <summary>What backslashes in a text stand for.</summary>
    /// <param name="raw">The text between the quotes.</param>
    /// <param name="wrong">Makes the error for a place in it.</param>
    public static string Unescape(string raw, Func<int, string, Exception> wrong)
    {
        if (!raw.Contains('\\', StringComparison.Ordinal))
        {
            return raw;
        }
        var result = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                result.Append(raw[i]);
                continue;
            }
            var c = raw[++i];
            switch (c)
            {
                case '\n': break;
                case 'n': result.Append('\n'); break;
                case 't': result.Append('\t'); break;
                case 'r': result.Append('\r'); break;
                case 'a': result.Append('\a'); break;
                case 'b': result.Append('\b'); break;
                case 'f': result.Append('\f'); break;
                case 'v': result.Append('\v'); break;
                case '\\' or '\'' or '"': result.Append(c); break;
                case 'x' or 'u' or 'U': result.Append(CodePoint(raw, ref i, c == 'x' ? 2 : c == 'u' ? 4 : 8, wrong)); break;
                case >= '0' and <= '7':
                    var end = i;
                    while (end < raw.Length && end < i + 3 && raw[end] is >= '0' and <= '7')
                    {
                        end++;
                    }
                    result.Append((char)Convert.ToInt32(raw[i..end], 8));
                    i = end - 1;
                    break;
                default: result.Append('\\').Append(c); break;
            }
        }
        return result.ToString();
    }

    private static string CodePoint(string raw, ref int i, int digits, Func<int, string, Exception> wrong)
    {
        var start = i + 1;
        if (start + digits > raw.Length || !int.TryParse(raw.AsSpan(start, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code)
            || code is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            throw wrong(i - 1, $"'\\{raw[i]}' needs {digits} hexadecimal digits of a character.");
        }
        i += digits;
        return char.ConvertFromUtf32(code);
    }

    private Token Next()
    {
        while (position < text.Length && (char.IsWhiteSpace(text[position]) || (text[position] == '\\' && position + 1 < text.Length && text[position + 1] == '\n')))
        {
            position++;
        }
        var start = position;
        if (start == text.Length)
        {
            return new(TokenKind.End, "", null, start);
        }
        var c = text[start];
        if (c == '@')
        {
            return Reference();
        }
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
        {
            return Number();
        }
        if (TextStart() is { } prefix)
        {
            return Quoted(prefix);
        }
        if (IsWord(c))
        {
            return new(TokenKind.Name, Word(), null, start);
        }
        var symbol = Operators.FirstOrDefault(one => text.AsSpan(start).StartsWith(one, StringComparison.Ordinal))
            ?? throw Wrong(start, $"'{c}' has no meaning here.");
        position += symbol.Length;
        return new(TokenKind.Operator, symbol, null, start);
    }

    private static bool IsWord(char c) => c == '_' || char.IsLetterOrDigit(c);

    private string Word()
    {
        var start = position;
        while (position < text.Length && IsWord(text[position]))
        {
            position++;
        }
        return text[start..position];
    }

    /// <summary>"@a", "@a#b#0", "@a::b": letters, digits and underscores, with separators between.</summary>
    private Token Reference()
    {
        var start = position++;
        var id = new StringBuilder(Word());
        while (position < text.Length && (text[position] == '#' || text.AsSpan(position).StartsWith("::", StringComparison.Ordinal)))
        {
            position += text[position] == '#' ? 1 : 2;
            id.Append("::").Append(Word());
        }
        return new(TokenKind.Reference, id.ToString(), null, start);
    }

    /// <summary>The letters before the quote where a text begins here; null where none does.</summary>
    private string? TextStart()
    {
        var end = position;
        while (end < text.Length && end < position + 2 && "rRbBfFuU".Contains(text[end], StringComparison.Ordinal))
        {
            end++;
        }
        return end < text.Length && text[end] is '\'' or '"' ? text[position..end].ToLowerInvariant() : null;
    }

    private Token Quoted(string prefix)
    {
        var start = position;
        position += prefix.Length;
        if (prefix.Contains('b', StringComparison.Ordinal))
        {
            throw Wrong(start, "bytes are not supported; text is.");
        }
        var quote = text[position];
        var fence = text.AsSpan(position).StartsWith(new string(quote, 3), StringComparison.Ordinal) ? new string(quote, 3) : $"{quote}";
        position += fence.Length;
        var inside = position;
        while (!text.AsSpan(position).StartsWith(fence, StringComparison.Ordinal))
        {
            position += position < text.Length && text[position] == '\\' ? 2 : 1;
            if (position >= text.Length)
            {
                throw Wrong(start, "the text that begins here does not end.");
            }
        }
        var raw = text[inside..position];
        position += fence.Length;
        var isRaw = prefix.Contains('r', StringComparison.Ordinal);
        return prefix.Contains('f', StringComparison.Ordinal)
            ? new(TokenKind.FormattedText, raw, null, start, inside, isRaw)
            : new(TokenKind.Text, raw, isRaw ? raw : Unescape(raw, (at, cause) => Wrong(inside + at, cause)), start, inside);
    }

    private Token Number()
    {
        var start = position;
        if (text[start] == '0' && start + 1 < text.Length && char.ToLowerInvariant(text[start + 1]) is 'x' or 'o' or 'b')
        {
            var letter = char.ToLowerInvariant(text[start + 1]);
            var digits = Word()[2..].Replace("_", "", StringComparison.Ordinal);
            try
            {
                return new(TokenKind.Number, digits, Convert.ToInt64(digits, letter == 'x' ? 16 : letter == 'o' ? 8 : 2), start);
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw Wrong(start, "this is no number that fits 64 bits.");
            }
        }
        Digits();
        var isWhole = true;
        if (position < text.Length && text[position] == '.')
        {
            isWhole = false;
            position++;
            Digits();
        }
        if (position < text.Length && text[position] is 'e' or 'E')
        {
            var sign = position + 1 < text.Length && text[position + 1] is '+' or '-' ? 2 : 1;
            if (position + sign < text.Length && char.IsAsciiDigit(text[position + sign]))
            {
                isWhole = false;
                position += sign;
                Digits();
            }
        }
        if (position < text.Length && IsWord(text[position]))
        {
            throw Wrong(start, text[position] is 'j' or 'J' ? "complex numbers are not supported." : "a number runs into a name.");
        }
        var digitsOnly = text[start..position].Replace("_", "", StringComparison.Ordinal);
        if (!isWhole)
        {
            return new(TokenKind.Number, digitsOnly, double.Parse(digitsOnly, CultureInfo.InvariantCulture), start);
        }
        return long.TryParse(digitsOnly, CultureInfo.InvariantCulture, out var whole)
            ? new(TokenKind.Number, digitsOnly, whole, start)
            : throw Wrong(start, "this number does not fit 64 bits.");
    }

    private void Digits()
    {
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }
    }

    private ExpressionException Wrong(int at, string cause) => new(text, Math.Min(at, text.Length), cause);
}
