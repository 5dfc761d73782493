using System.Collections;
using Medulla.Bundles.Components;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>Arithmetic and comparison by Python's rules, of numbers, text, lists, sets and arrays.</summary>
internal static class Operators
{
    public static object? Unary(string symbol, object? value) => (symbol, value) switch
    {
        ("not", _) => !Truth.Of(value),
        (_, MetaTensor image) => image.WithData((Tensor)Unary(symbol, image.Data)!),
        ("-", Tensor tensor) => -tensor,
        ("+", Tensor tensor) => tensor,
        ("~", Tensor tensor) => tensor.bitwise_not(),
        ("~", _) => ~Indexing.Whole(value),
        (_, bool flag) => Unary(symbol, flag ? 1L : 0L),
        ("-", long or int) => checked(-Convert.ToInt64(value)),
        ("-", double or float) => -Convert.ToDouble(value),
        ("+", long or int or double or float) => value,
        _ => throw new ArgumentException($"'{symbol}' does not go with {Text.Kind(value)}."),
    };

    public static object? Binary(string symbol, object? left, object? right)
    {
        if (left is MetaTensor or Tensor || right is MetaTensor or Tensor)
        {
            return OnArrays(symbol, left, right);
        }
        if (OnNumbers(symbol, left, right) is { } number)
        {
            return number;
        }
        if (left is Library.TableModule.Column || right is Library.TableModule.Column)
        {
            return Library.TableModule.Column.Binary(left, right, (a, b) => Binary(symbol, a, b));
        }
        return (symbol, left, right) switch
        {
            ("+", string a, string b) => Limits.Checked(a + b),
            ("+", object?[] a, object?[] b) => (object?[])[.. a, .. b],
            ("+", IList a and not object?[], IList b and not object?[]) => Joined(a, b),
            ("*", string a, _) when IsCount(right) => Repeated(a, Indexing.Whole(right)),
            ("*", _, string b) when IsCount(left) => Repeated(b, Indexing.Whole(left)),
            ("*", object?[] a, _) when IsCount(right) => Repeated(a, Indexing.Whole(right)).ToArray(),
            ("*", _, object?[] b) when IsCount(left) => Repeated(b, Indexing.Whole(left)).ToArray(),
            ("*", IList a, _) when IsCount(right) => Repeated(a, Indexing.Whole(right)),
            ("*", _, IList b) when IsCount(left) => Repeated(b, Indexing.Whole(left)),
            ("%", string a, _) => Formatting.Percent(a, right),
            ("|", IDictionary a, IDictionary b) => Mappings.Create(Mappings.Pairs(a).Concat(Mappings.Pairs(b))),
            ("|", HashSet<object?> a, HashSet<object?> b) => a.Union(b, Equality.Comparer).ToHashSet(Equality.Comparer),
            ("&", HashSet<object?> a, HashSet<object?> b) => a.Intersect(b, Equality.Comparer).ToHashSet(Equality.Comparer),
            ("-", HashSet<object?> a, HashSet<object?> b) => a.Except(b, Equality.Comparer).ToHashSet(Equality.Comparer),
            ("/", Library.PathValue a, _) => a.Join(right),
            ("-", DateTime a, DateTime b) => a - b,
            _ => throw new ArgumentException($"'{symbol}' does not go with {Text.Kind(left)} and {Text.Kind(right)}."),
        };
    }

    /// <summary>The result of a comparison: true or false, or an array of such.</summary>
    public static object Compare(string symbol, object? left, object? right)
    {
        switch (symbol)
        {
            case "is":
                return IsSame(left, right);
            case "is not":
                return !IsSame(left, right);
            case "in":
                return Contains(right, left);
            case "not in":
                return !Contains(right, left);
        }
        if ((left is MetaTensor or Tensor || right is MetaTensor or Tensor) && left is not null && right is not null)
        {
            return OnArrays(symbol, left, right);
        }
        if (left is Library.TableModule.Column || right is Library.TableModule.Column)
        {
            return Library.TableModule.Column.Binary(left, right, (a, b) => Compare(symbol, a, b));
        }
        return symbol switch
        {
            "==" => Equality.Of(left, right),
            "!=" => !Equality.Of(left, right),
            _ when left is HashSet<object?> a && right is HashSet<object?> b => symbol switch
            {
                "<" => a.IsProperSubsetOf(b), "<=" => a.IsSubsetOf(b), ">" => a.IsProperSupersetOf(b), _ => a.IsSupersetOf(b),
            },
            "<" => Order(left, right) < 0,
            "<=" => Order(left, right) <= 0,
            ">" => Order(left, right) > 0,
            _ => Order(left, right) >= 0,
        };
    }

    /// <summary>Which of two values comes first; negative if the left one does.</summary>
    public static int Order(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        (IList a, IList b) => a.Cast<object?>().Zip(b.Cast<object?>()).Select(pair => Order(pair.First, pair.Second)).FirstOrDefault(order => order != 0) is var order and not 0
            ? order : a.Count.CompareTo(b.Count),
        (Library.PathValue a, Library.PathValue b) => string.CompareOrdinal(a.Text, b.Text),
        (DateTime a, DateTime b) => a.CompareTo(b),
        _ when Equality.Number(left) is { } a && Equality.Number(right) is { } b => a.CompareTo(b),
        _ => throw new ArgumentException($"{Text.Kind(left)} and {Text.Kind(right)} have no order."),
    };

    private static bool IsSame(object? left, object? right)
        => ReferenceEquals(left, right) || (left is bool or long or string or ScalarType && left.Equals(right));

    private static bool Contains(object? items, object? value) => items switch
    {
        string text => value is string part ? text.Contains(part, StringComparison.Ordinal) : throw new ArgumentException($"text contains text, not {Text.Kind(value)}."),
        Sample sample => value is string key && sample.ContainsKey(key),
        IDictionary map => Mappings.TryGet(map, value, out _),
        HashSet<object?> set => set.Contains(value),
        _ => Iteration.Of(items).Any(item => Equality.Of(item, value)),
    };

    private static object? OnNumbers(string symbol, object? left, object? right)
    {
        if (Equality.Number(left) is not { } a || Equality.Number(right) is not { } b)
        {
            return null;
        }
        if (left is bool x && right is bool y && symbol is "&" or "|" or "^")
        {
            return symbol == "&" ? (bool)left & (bool)right! : symbol == "|" ? (bool)left | (bool)right! : (bool)left ^ (bool)right!;
        }
        return left is not (double or float) && right is not (double or float) ? OnWholes(symbol, Convert.ToInt64(left), Convert.ToInt64(right)) : OnReals(symbol, a, b);
    }

    private static object OnWholes(string symbol, long a, long b)
    {
        checked
        {
            return symbol switch
            {
                "/" => b != 0 ? (object)((double)a / b) : throw Zero(),
                "**" => b >= 0 ? Power(a, b) : a != 0 ? (object)Math.Pow(a, b) : throw Zero(),
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "//" => b != 0 ? (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0) : throw Zero(),
                "%" => b != 0 ? (b == -1 ? 0 : ((a % b) + b) % b) : throw Zero(),
                "<<" => b is >= 0 and < 63 && a << (int)b is var shifted && shifted >> (int)b == a ? shifted : throw new ArgumentException($"{a} << {b} does not fit 64 bits."),
                ">>" => b >= 0 ? a >> (int)Math.Min(b, 63) : throw new ArgumentException("shifts are by 0 or more."),
                "&" => a & b,
                "|" => a | b,
                "^" => a ^ b,
                _ => throw new ArgumentException($"'{symbol}' does not go with whole numbers."),
            };
        }
    }

    private static long Power(long a, long b)
    {
        if (a is 0 or 1 or -1)
        {
            return b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a;
        }
        var result = 1L;
        for (; b > 0; b--)
        {
            result = checked(result * a);
        }
        return result;
    }

    private static object OnReals(string symbol, double a, double b) => symbol switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b != 0 ? a / b : throw Zero(),
        "//" => b != 0 ? Math.Floor(a / b) : throw Zero(),
        "%" => b != 0 ? a - (b * Math.Floor(a / b)) : throw Zero(),
        "**" => a >= 0 || b == Math.Floor(b) ? Math.Pow(a, b) : throw new ArgumentException("a negative number to a broken power is complex, which is not supported."),
        _ => throw new ArgumentException($"'{symbol}' does not go with broken numbers."),
    };

    private static ArgumentException Zero() => new("division by 0.");

    private static bool IsCount(object? value) => value is long or int or bool;

    private static List<object?> Joined(IList a, IList b)
    {
        Limits.Check((long)a.Count + b.Count);
        return [.. a.Cast<object?>(), .. b.Cast<object?>()];
    }

    private static string Repeated(string text, long times)
    {
        Limits.Check(Math.Max(0, times) * Math.Max(1, text.Length) is var length && times < Limits.MostElements ? length : times);
        return string.Concat(Enumerable.Repeat(text, (int)Math.Max(0, times)));
    }

    private static List<object?> Repeated(IList items, long times)
    {
        Limits.Check(times < Limits.MostElements ? Math.Max(0, times) * items.Count : times);
        return [.. Enumerable.Repeat(items, (int)Math.Max(0, times)).SelectMany(part => part.Cast<object?>())];
    }

    /// <summary>What comes of an image stays at its place.</summary>
    private static object OnArrays(string symbol, object? left, object? right)
    {
        var result = (Array(left), Array(right)) switch
        {
            ({ } a, { } b) => Arrays(symbol, a, b),
            ({ } a, null) => WithScalar(symbol, a, Scalar(symbol, right), isLeft: false),
            (null, { } b) => WithScalar(symbol, b, Scalar(symbol, left), isLeft: true),
            _ => throw new InvalidOperationException("one side is an array"),
        };
        return (left as MetaTensor ?? right as MetaTensor) is { } image && result.Dimensions > 0 ? image.WithData(result) : result;
    }

    private static Tensor? Array(object? value) => value switch
    {
        Tensor tensor => tensor,
        MetaTensor image => image.Data,
        IList list => Conversion.To<Tensor>(list, "a list beside an array"),
        _ => null,
    };

    private static Scalar Scalar(string symbol, object? value) => value switch
    {
        bool flag => flag,
        long or int => Convert.ToInt64(value),
        double or float => Convert.ToDouble(value),
        _ => throw new ArgumentException($"'{symbol}' does not go with an array and {Text.Kind(value)}."),
    };

    private static Tensor Arrays(string symbol, Tensor a, Tensor b) => symbol switch
    {
        "+" => a.dtype == ScalarType.Bool && b.dtype == ScalarType.Bool ? a.logical_or(b) : a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "//" => a.floor_divide(b),
        "%" => a.remainder(b),
        "**" => a.pow(b),
        "@" => a.matmul(b),
        "&" => a.bitwise_and(b),
        "|" => a.bitwise_or(b),
        "^" => a.bitwise_xor(b),
        "==" => a.eq(b),
        "!=" => a.ne(b),
        "<" => a.lt(b),
        "<=" => a.le(b),
        ">" => a.gt(b),
        ">=" => a.ge(b),
        _ => throw new ArgumentException($"'{symbol}' does not go with arrays."),
    };

    /// <summary>With a number, which leaves the element type as it is where it can.</summary>
    private static Tensor WithScalar(string symbol, Tensor array, Scalar number, bool isLeft) => (symbol, isLeft) switch
    {
        ("+", _) => array + number,
        ("*", _) => array * number,
        ("-", false) => array - number,
        ("-", true) => number - array,
        ("/", false) => array / number,
        ("**", false) => array.pow(number),
        ("//", false) => array.floor_divide(number),
        ("%", false) => array.remainder(number),
        ("==", _) => array.eq(number),
        ("!=", _) => array.ne(number),
        ("<", false) or (">", true) => array.lt(number),
        ("<=", false) or (">=", true) => array.le(number),
        (">", false) or ("<", true) => array.gt(number),
        (">=", false) or ("<=", true) => array.ge(number),
        _ => isLeft ? Arrays(symbol, number.ToTensor(array), array) : Arrays(symbol, array, number.ToTensor(array)),
    };

    private static Tensor ToTensor(this Scalar number, Tensor beside)
        => number.Type is ScalarType.Float64 or ScalarType.Float32 ? tensor(number.ToDouble(), beside.is_floating_point() ? beside.dtype : ScalarType.Float32, beside.device)
            : tensor(number.ToInt64(), beside.dtype == ScalarType.Bool ? ScalarType.Int64 : beside.dtype, beside.device);
}
