using System.Collections;
using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>Values as Python writes them.</summary>
internal static class Text
{
    private const int DeepestNesting = 50;

    /// <summary>As <c>str</c> writes a value.</summary>
    public static string Of(object? value) => value is string text ? text : Quoted(value);

    /// <summary>As <c>repr</c> writes a value.</summary>
    public static string Quoted(object? value)
    {
        var result = new StringBuilder();
        Write(value, result, 0);
        return result.ToString();
    }

    /// <summary>What a value is, for messages.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        string => "text",
        bool => "a truth value",
        long or int => "a whole number",
        double or float => "a number",
        object?[] => "a tuple",
        IDictionary or Sample => "a dictionary",
        IList => "a list",
        MetaTensor => "an image",
        Tensor => "an array",
        Callable or Delegate => "a function",
        _ => value.GetType().Name,
    };

    private static void Write(object? value, StringBuilder to, int depth)
    {
        Limits.Check(to.Length);
        if (depth > DeepestNesting)
        {
            to.Append("...");
            return;
        }
        switch (value)
        {
            case null: to.Append("None"); break;
            case string text: Quote(text, to); break;
            case bool flag: to.Append(flag ? "True" : "False"); break;
            case double or float: to.Append(Runtime.NumberText.Of(Convert.ToDouble(value))); break;
            case long or int: to.Append(Convert.ToInt64(value).ToString(CultureInfo.InvariantCulture)); break;
            case object?[] tuple: Items(tuple, "(", tuple.Length == 1 ? ",)" : ")", to, depth); break;
            case IDictionary or Sample:
                to.Append('{');
                var isFirst = true;
                foreach (var (key, item) in Mappings.Pairs(value))
                {
                    to.Append(isFirst ? "" : ", ");
                    Write(key, to, depth + 1);
                    to.Append(": ");
                    Write(item, to, depth + 1);
                    isFirst = false;
                }
                to.Append('}');
                break;
            case IList list: Items(list.Cast<object?>(), "[", "]", to, depth); break;
            case HashSet<object?> { Count: 0 }: to.Append("set()"); break;
            case HashSet<object?> set: Items(set, "{", "}", to, depth); break;
            case MetaTensor image: to.Append(Array(image.Data)); break;
            case Tensor tensor: to.Append(Array(tensor)); break;
            case ScalarType type: to.Append("torch.").Append(type.ToString().ToLowerInvariant()); break;
            case DateTime time: to.Append(time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)); break;
            default: to.Append(value); break;
        }
    }

    private static void Items(IEnumerable<object?> items, string open, string close, StringBuilder to, int depth)
    {
        to.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            to.Append(isFirst ? "" : ", ");
            Write(item, to, depth + 1);
            isFirst = false;
        }
        to.Append(close);
    }

    private static void Quote(string text, StringBuilder to)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        to.Append(quote);
        foreach (var c in text)
        {
            to.Append(c switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when c == quote => $"\\{c}",
                < ' ' or '\u007f' => $"\\x{(int)c:x2}",
                _ => $"{c}",
            });
        }
        to.Append(quote);
    }

    private static string Array(Tensor tensor) => tensor.ToString(TorchSharp.TensorStringStyle.Numpy, "g", cultureInfo: CultureInfo.InvariantCulture);
}
