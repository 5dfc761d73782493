using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Recorded functions of one argument: literals, comparison, arithmetic and indexing.</summary>
internal sealed class Lambda
{
    private static readonly string[][] Levels = [["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
    private readonly string text, argument;
    private int position;

    private Lambda(string argument, string text) => (this.argument, this.text) = (argument, text);

    /// <summary>The function of an expression; of an image it changes the voxels.</summary>
    public static Func<object?, object?> Compile(string argument, string expression) => input =>
    {
        var result = new Lambda(argument, expression).Evaluate(input is MetaTensor image ? image.Data : input);
        return input is MetaTensor same ? same.WithData((Tensor)result) : result;
    };

    private object Evaluate(object? input)
    {
        var value = Level(0, input);
        Skip();
        return position == text.Length ? value : throw new UnknownNameException($"'{text}' at {position}");
    }

    private object Level(int level, object? input)
    {
        if (level == Levels.Length)
        {
            return Power(input);
        }
        var value = Level(level + 1, input);
        while (Take(Levels[level]) is { } operation)
        {
            value = Apply(operation, value, Level(level + 1, input));
        }
        return value;
    }

    private object Power(object? input)
    {
        var value = Unary(input);
        return Take(["**"]) is null ? value : Apply("**", value, Power(input));
    }

    private object Unary(object? input) => Take(["-"]) is null ? Primary(input) : Apply("*", -1.0, Unary(input));

    private object Primary(object? input)
    {
        Skip();
        object value;
        if (Take(["("]) is not null)
        {
            value = Level(0, input);
            Expect(")");
        }
        else if (char.IsDigit(text[position]))
        {
            var start = position;
            while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '.'))
            {
                position++;
            }
            value = double.Parse(text.AsSpan(start, position - start));
        }
        else if (text.AsSpan(position).StartsWith(argument, StringComparison.Ordinal))
        {
            position += argument.Length;
            value = input ?? throw new ArgumentException("the function was given None.");
        }
        else
        {
            throw new UnknownNameException($"'{text}' at {position}");
        }
        while (Take(["["]) is not null)
        {
            var index = (double)Level(0, input);
            Expect("]");
            value = value is Tensor tensor ? tensor[(long)index] : ((System.Collections.IList)value)[(int)index]!;
        }
        return value;
    }

    private static object Apply(string operation, object left, object right)
    {
        if (left is Tensor || right is Tensor)
        {
            // A whole-numbered literal keeps integer tensors whole.
            Tensor Of(object value, object other) => value as Tensor ?? (Convert.ToDouble(value) is var number && number == Math.Floor(number) && other is Tensor t && !t.is_floating_point()
                ? torch.tensor((long)number) : torch.tensor(Convert.ToDouble(value), ScalarType.Float32));
            var (a, b) = (Of(left, right), Of(right, left));
            return operation switch
            {
                "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, "**" => a.pow(b),
                "==" => a.eq(b), "!=" => a.ne(b), "<" => a.lt(b), "<=" => a.le(b), ">" => a.gt(b), _ => a.ge(b),
            };
        }
        var (x, y) = (Convert.ToDouble(left), Convert.ToDouble(right));
        return operation switch
        {
            "+" => x + y, "-" => x - y, "*" => x * y, "/" => x / y, "**" => Math.Pow(x, y),
            "==" => x == y, "!=" => x != y, "<" => x < y, "<=" => x <= y, ">" => x > y, _ => (object)(x >= y),
        };
    }

    private string? Take(string[] operations)
    {
        Skip();
        var found = operations.FirstOrDefault(o => text.AsSpan(position).StartsWith(o, StringComparison.Ordinal));
        if (found is null || (found == "*" && text.AsSpan(position).StartsWith("**", StringComparison.Ordinal)))
        {
            return null;
        }
        position += found.Length;
        return found;
    }

    private void Expect(string token)
    {
        if (Take([token]) is null)
        {
            throw new UnknownNameException($"'{text}' at {position}, where {token} belongs");
        }
    }

    private void Skip()
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }
    }
}
