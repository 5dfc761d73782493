using System.Collections;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Recorded functions of one argument: literals, tuples, comparison, arithmetic and indexing.</summary>
public sealed class Lambda
{
    private static readonly string[][] Levels = [["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];
    private readonly string argument;
    private readonly string text;
    private readonly object? input;
    private int position;

    private Lambda(string argument, string text, object? input) => (this.argument, this.text, this.input) = (argument, text, input);

    /// <summary>The function of an expression; of an image it changes the voxels.</summary>
    /// <param name="argument">Name of the argument.</param>
    /// <param name="expression">The expression. The function throws a <see cref="FormatException"/> where it is none of the small language.</param>
    public static Func<object?, object?> Compile(string argument, string expression) => input =>
    {
        var result = new Lambda(argument, expression, input is MetaTensor image ? image.Data : input).Evaluate();
        return input is MetaTensor same && result is Tensor voxels ? same.WithData(voxels) : result;
    };

    private object Evaluate()
    {
        var value = Level(0);
        Skip();
        return position == text.Length ? value : throw Wrong();
    }

    private object Level(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }
        var value = Level(level + 1);
        while (Take(Levels[level]) is { } operation)
        {
            value = Arithmetic.Apply(operation, value, Level(level + 1));
        }
        return value;
    }

    // Python's power binds tighter than a minus to its left, and looser than one to its right.
    private object Unary() => Take(["-"]) is null ? Power() : Arithmetic.Apply("*", -1L, Unary());

    private object Power()
    {
        var value = Indexed();
        return Take(["**"]) is null ? value : Arithmetic.Apply("**", value, Unary());
    }

    private object Indexed()
    {
        var value = Primary();
        while (Take(["["]) is not null)
        {
            var index = Level(0);
            Expect("]");
            if (index is not long at)
            {
                throw Wrong();
            }
            value = value switch
            {
                Tensor tensor => tensor[at],
                IList list => list[(int)(at < 0 ? list.Count + at : at)]!,
                _ => throw Wrong(),
            };
        }
        return value;
    }

    private object Primary()
    {
        Skip();
        if (Take(["("]) is not null)
        {
            List<object?> items = [Level(0)];
            while (Take([","]) is not null)
            {
                items.Add(Level(0));
            }
            Expect(")");
            return items.Count == 1 ? items[0]! : items;
        }
        var start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '.' or '_'))
        {
            position++;
        }
        var word = text[start..position];
        return word == argument ? input ?? throw new ArgumentException("the function was given None.")
            : long.TryParse(word, CultureInfo.InvariantCulture, out var whole) ? (object)whole
            : double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong();
    }

    private string? Take(string[] tokens)
    {
        Skip();
        var found = tokens.FirstOrDefault(token => text.AsSpan(position).StartsWith(token, StringComparison.Ordinal));
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
            throw Wrong();
        }
    }

    private void Skip()
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }
    }

    private FormatException Wrong() => new($"the expression '{text}' is not understood at {position}.");
}
