using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>Python's formats: the mini-language of f-strings and <c>str.format</c>, and "%".</summary>
internal static partial class Formatting
{
    /// <summary>A value in a format such as "&gt;8.3f".</summary>
    public static string Format(object? value, string format)
    {
        if (format.Length == 0)
        {
            return Text.Of(value);
        }
        if (value is DateTime time)
        {
            return Library.Times.Format(time, format);
        }
        if (value is MetaTensor or Tensor { Dimensions: 0 })
        {
            value = Library.Tensors.Item(value);
        }
        var match = Specification().Match(format);
        if (!match.Success)
        {
            throw new ArgumentException($"'{format}' is no format.");
        }
        var fill = match.Groups["fill"].Success && match.Groups["fill"].Length > 0 ? match.Groups["fill"].Value[0] : match.Groups["zero"].Length > 0 ? '0' : ' ';
        var align = match.Groups["align"].Length > 0 ? match.Groups["align"].Value[0] : match.Groups["zero"].Length > 0 ? '=' : value is string ? '<' : '>';
        var width = match.Groups["width"].Length > 0 ? Bounded(match.Groups["width"].Value) : 0;
        int? precision = match.Groups["precision"].Length > 0 ? Bounded(match.Groups["precision"].Value) : null;
        var type = match.Groups["type"].Length > 0 ? match.Groups["type"].Value[0] : '\0';
        var (sign, body) = value is string text
            ? type is '\0' or 's' ? ("", precision is { } most && most < text.Length ? text[..most] : text) : throw Unfit(type, value)
            : Equality.Number(value) is { } number ? Number(value!, number, type, precision, match.Groups["sign"].Value, match.Groups["comma"].Value, match.Groups["alternate"].Length > 0)
            : type == '\0' ? ("", Text.Of(value)) : throw Unfit(type, value);
        var padding = Math.Max(0, width - sign.Length - body.Length);
        return align switch
        {
            '<' => sign + body + new string(fill, padding),
            '^' => new string(fill, padding / 2) + sign + body + new string(fill, padding - (padding / 2)),
            '=' => sign + new string(fill, padding) + body,
            _ => new string(fill, padding) + sign + body,
        };
    }

    /// <summary>"template" % values.</summary>
    public static string Percent(string template, object? values)
    {
        var waiting = new Queue<object?>(values as object?[] ?? [values]);
        var result = Conversions().Replace(template, match =>
        {
            if (match.Groups["type"].Value == "%")
            {
                return "%";
            }
            var value = match.Groups["key"].Success ? Indexing.Get(values, match.Groups["key"].Value)
                : waiting.TryDequeue(out var next) ? next : throw new ArgumentException("the text has more places than there are values.");
            var (flags, type) = (match.Groups["flags"].Value, match.Groups["type"].Value);
            if (type is "s" or "r")
            {
                value = type == "s" ? Text.Of(value) : Text.Quoted(value);
                return Format(value, $"{(flags.Contains('-', StringComparison.Ordinal) ? "<" : ">")}{match.Groups["size"].Value}");
            }
            if (type is "d" or "i" && Equality.Number(value) is { } number)
            {
                (value, type) = ((long)number, "d");
            }
            var alignment = flags.Contains('-', StringComparison.Ordinal) ? "<" : "";
            var zero = flags.Contains('0', StringComparison.Ordinal) && alignment.Length == 0 ? "0" : "";
            var sign = flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
            return Format(value, $"{alignment}{sign}{zero}{match.Groups["size"].Value}{type}");
        });
        return waiting.Count > 0 && waiting.Peek() is not System.Collections.IDictionary && !template.Contains("%(", StringComparison.Ordinal)
            ? throw new ArgumentException("there are more values than places in the text.") : Limits.Checked(result);
    }

    /// <summary><c>str.format</c>: "{}", "{0}", "{name}", each perhaps with a format.</summary>
    public static string Fields(string template, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
    {
        var automatic = 0;
        return Limits.Checked(Places().Replace(template, match =>
        {
            if (match.Value is "{{" or "}}")
            {
                return match.Value[..1];
            }
            if (!match.Groups["field"].Success)
            {
                throw new ArgumentException($"'{match.Value}' stands alone; double a brace to have it in the text.");
            }
            var name = match.Groups["field"].Value;
            var at = name.Length == 0 ? automatic++ : int.TryParse(name, CultureInfo.InvariantCulture, out var index) ? index : -1;
            var value = at >= 0 ? at < positional.Count ? positional[at] : throw new ArgumentException($"there is no value {at} for the text.")
                : named.TryGetValue(name, out var found) ? found : throw new ArgumentException($"there is no value '{name}' for the text.");
            value = match.Groups["conversion"].Value switch { "r" or "a" => Text.Quoted(value), "s" => Text.Of(value), _ => value };
            return Format(value, match.Groups["format"].Value);
        }));
    }

    private static (string Sign, string Body) Number(object value, double number, char type, int? precision, string sign, string comma, bool isAlternate)
    {
        var minus = number < 0 || (number == 0 && double.IsNegative(number) && value is double);
        var mark = minus ? "-" : sign is "+" or " " ? sign : "";
        var whole = value is long or int or bool;
        var size = Math.Abs(number);
        if (!double.IsFinite(number))
        {
            return (mark, double.IsNaN(number) ? "nan" : "inf");
        }
        var magnitude = whole ? (ulong)Math.Abs((decimal)Convert.ToInt64(value)) : 0;
        return (mark, type switch
        {
            'd' or 'n' or '\0' when whole => Grouped(magnitude.ToString(CultureInfo.InvariantCulture), comma),
            'x' or 'X' when whole => (isAlternate ? $"0{type}" : "") + magnitude.ToString(type.ToString(), CultureInfo.InvariantCulture),
            'b' when whole => (isAlternate ? "0b" : "") + Convert.ToString((long)magnitude, 2),
            'o' when whole => (isAlternate ? "0o" : "") + Convert.ToString((long)magnitude, 8),
            'c' when whole => char.ConvertFromUtf32((int)magnitude),
            'f' or 'F' => Grouped(size.ToString($"F{precision ?? 6}", CultureInfo.InvariantCulture), comma),
            '%' => Grouped((size * 100).ToString($"F{precision ?? 6}", CultureInfo.InvariantCulture), comma) + "%",
            'e' or 'E' => Exponential(size, precision ?? 6, type),
            'g' or 'G' => General(size, precision ?? 6, type),
            '\0' when precision is { } digits => General(size, digits, 'g') is var text && !text.Contains('.', StringComparison.Ordinal) && !text.Contains('e', StringComparison.Ordinal) ? $"{text}.0" : text,
            '\0' => Grouped(Runtime.NumberText.Of(size), comma),
            _ => throw Unfit(type, value),
        });
    }

    private static string Exponential(double size, int precision, char type)
    {
        var parts = size.ToString($"E{precision}", CultureInfo.InvariantCulture).Split('E');
        return $"{parts[0]}{type}{parts[1][0]}{parts[1][1..].TrimStart('0').PadLeft(2, '0')}";
    }

    private static string General(double size, int precision, char type)
    {
        precision = Math.Max(1, precision);
        var exponent = size == 0 ? 0 : int.Parse(size.ToString($"E{precision - 1}", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            var parts = Exponential(size, precision - 1, char.IsUpper(type) ? 'E' : 'e').Split('e', 'E');
            return $"{Trimmed(parts[0])}{(char.IsUpper(type) ? 'E' : 'e')}{parts[1]}";
        }
        return Trimmed(size.ToString($"F{Math.Max(0, precision - 1 - exponent)}", CultureInfo.InvariantCulture));
    }

    private static string Trimmed(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static string Grouped(string digits, string comma)
    {
        if (comma.Length == 0)
        {
            return digits;
        }
        var whole = digits.Split('.')[0];
        var result = new StringBuilder();
        for (var i = 0; i < whole.Length; i++)
        {
            result.Append(i > 0 && (whole.Length - i) % 3 == 0 ? comma : "").Append(whole[i]);
        }
        return result.Append(digits, whole.Length, digits.Length - whole.Length).ToString();
    }

    private static int Bounded(string digits)
        => int.TryParse(digits, CultureInfo.InvariantCulture, out var size) && size <= 10_000 ? size : throw new ArgumentException($"the width {digits} is too large.");

    private static ArgumentException Unfit(char type, object? value) => new($"the format '{type}' does not go with {Text.Kind(value)}.");

    [GeneratedRegex(@"^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<comma>[,_])?(?:\.(?<precision>\d+))?(?<type>[bcdeEfFgGnosxX%])?$", RegexOptions.Singleline)]
    private static partial Regex Specification();

    [GeneratedRegex(@"%(?:\((?<key>\w+)\))?(?<flags>[-+ 0#]*)(?<size>\d*(?:\.\d+)?)(?<type>[sdifeEgGrxXo%])")]
    private static partial Regex Conversions();

    [GeneratedRegex(@"\{\{|\}\}|\{(?<field>\w*)(?:!(?<conversion>[rsa]))?(?::(?<format>[^{}]*))?\}|[{}]")]
    private static partial Regex Places();
}
