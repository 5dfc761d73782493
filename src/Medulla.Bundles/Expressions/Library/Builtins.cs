using System.Globalization;
using System.Numerics;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Python's builtin functions, as far as expressions have them.</summary>
internal static class Builtins
{
    public static Dictionary<string, object?> All(ModuleTable table)
    {
        object? Call(object? function, params IReadOnlyList<object?> arguments) => Calls.Invoke(table, function, arguments, Callable.NoNames);
        Dictionary<string, object?> names = new()
        {
            ["abs"] = Function("abs", "x", a => a[0] is Tensor or MetaTensor ? Tensors.On(a[0]!, t => t.abs()) : a[0] is long or int or bool ? (object)Math.Abs(Indexing.Whole(a[0])) : Math.Abs(a[0].Number())),
            ["all"] = Function("all", "iterable", a => Iteration.Of(a[0]).All(Truth.Of)),
            ["any"] = Function("any", "iterable", a => Iteration.Of(a[0]).Any(Truth.Of)),
            ["bool"] = new TypeValue("bool", value => value is bool, Function("bool", "x?", a => Truth.Of(a[0].Or(false)))),
            ["callable"] = Function("callable", "x", a => a[0] is Callable or Delegate or Components.Component or nn.Module or Transforms.ITransform),
            ["chr"] = Function("chr", "i", a => char.ConvertFromUtf32((int)Indexing.Whole(a[0]))),
            ["dict"] = new TypeValue("dict", value => value is System.Collections.IDictionary or Sample, new DictFunction()),
            ["divmod"] = Function("divmod", "a b", a => new[] { Operators.Binary("//", a[0], a[1]), Operators.Binary("%", a[0], a[1]) }),
            ["enumerate"] = Function("enumerate", "iterable start?", a => new Iterator(Iteration.Of(a[0]).Select((item, i) => (object?)new object?[] { i + Indexing.Whole(a[1].Or(0L)), item }))),
            ["filter"] = Function("filter", "function iterable", a => new Iterator(Iteration.Of(a[1]).Where(item => Truth.Of(a[0] is null ? item : Call(a[0], item))))),
            ["float"] = new TypeValue("float", value => value is double or float, Function("float", "x?", a => ToFloat(a[0].Or(0.0)))),
            ["getattr"] = Function("getattr", "object name default?", a => Members.TryGet(table, a[0], a[1].Text(), out var value) ? value
                : a[2].IsGiven() ? a[2] : throw new ArgumentException($"{Text.Kind(a[0])} has no '{a[1]}'.")),
            ["hasattr"] = Function("hasattr", "object name", a => Members.TryGet(table, a[0], a[1].Text(), out _)),
            ["int"] = new TypeValue("int", value => value is long or int or bool, Function("int", "x? base?", a => ToWhole(a[0].Or(0L), a[1].Or(10L)))),
            ["isinstance"] = Function("isinstance", "object type", a => (a[1] is object?[] several ? several : [a[1]]).Any(type => IsInstance(a[0], type))),
            ["iter"] = Function("iter", "iterable", a => a[0] as Iterator ?? new Iterator(Iteration.Of(a[0]))),
            ["len"] = Function("len", "x", a => Iteration.Count(a[0])),
            ["list"] = new TypeValue("list", value => value is System.Collections.IList and not object?[], Function("list", "iterable?", a => a[0].IsGiven() ? Iteration.ToList(a[0]) : new List<object?>())),
            ["map"] = Function("map", "function *iterables", a => new Iterator(Zip((object?[])a[1]!).Select(items => Call(a[0], items)))),
            ["max"] = Function("max", "*values key? default?", a => Extreme((object?[])a[0]!, a[1].Or(null), a[2], 1)),
            ["min"] = Function("min", "*values key? default?", a => Extreme((object?[])a[0]!, a[1].Or(null), a[2], -1)),
            ["next"] = Function("next", "iterator default?", a => a[0] is not Iterator iterator ? throw new ArgumentException($"{Text.Kind(a[0])} is no iterator; iter(…) makes one.")
                : iterator.TryNext(out var value) ? value : a[1].IsGiven() ? a[1] : throw new ArgumentException("there is no next value.")),
            ["ord"] = Function("ord", "c", a => (long)char.ConvertToUtf32(a[0].Text(), 0)),
            ["pow"] = Function("pow", "base exp", a => Operators.Binary("**", a[0], a[1])),
            ["print"] = new PrintFunction(),
            ["range"] = Function("range", "start stop? step?", a => Range(a[1].IsGiven() ? Indexing.Whole(a[0]) : 0, Indexing.Whole(a[1].Or(a[0])), Indexing.Whole(a[2].Or(1L)))),
            ["repr"] = Function("repr", "x", a => Text.Quoted(a[0])),
            ["reversed"] = Function("reversed", "sequence", a => new Iterator(Enumerable.Reverse(Iteration.ToList(a[0])))),
            ["round"] = Function("round", "x digits?", a => a[1].Or(null) is not { } digits ? (long)Math.Round(a[0].Number(), MidpointRounding.ToEven)
                : a[0] is double number ? (object)(double)Math.Round((decimal)number, (int)Math.Clamp(Indexing.Whole(digits), 0, 20)) : a[0]),
            ["set"] = new TypeValue("set", value => value is HashSet<object?>, Function("set", "iterable?", a => a[0].IsGiven() ? Iteration.ToList(a[0]).ToHashSet(Equality.Comparer) : new HashSet<object?>(Equality.Comparer))),
            ["setattr"] = Function("setattr", "object name value", a =>
            {
                Members.Set(table, a[0], a[1].Text(), a[2]);
                return null;
            }),
            ["slice"] = Function("slice", "start stop? step?", a => a[1].IsGiven() ? new Slice(a[0], a[1], a[2].Or(null)) : new Slice(null, a[0], null)),
            ["sorted"] = Function("sorted", "iterable key? reverse?", a => Sorted(Iteration.ToList(a[0]), a[1].Or(null), a[2].Or(false))),
            ["str"] = new TypeValue("str", value => value is string, Function("str", "x?", a => a[0].IsGiven() ? Text.Of(a[0]) : "")),
            ["sum"] = Function("sum", "iterable start?", a => Iteration.Of(a[0]).Aggregate(a[1].Or(0L), (total, item) => Operators.Binary("+", total, item))),
            ["tuple"] = new TypeValue("tuple", value => value is object?[], Function("tuple", "iterable?", a => a[0].IsGiven() ? Iteration.ToList(a[0]).ToArray() : [])),
            ["zip"] = Function("zip", "*iterables", a => new Iterator(Zip((object?[])a[0]!).Select(items => (object?)items))),
            ["open"] = Function("open", "file mode? encoding?", a => Files.Open(a[0].Text(), a[1].Or("r"))),
        };
        names["type"] = Function("type", "x", a => names.Values.OfType<TypeValue>().FirstOrDefault(type => type.Name != "int" || a[0] is not bool ? type.Accepts(a[0]) : false)
            ?? throw new ArgumentException($"the type of {Text.Kind(a[0])} is not known to expressions."));
        return names;
    }

    /// <summary>Values in order, by a key of each where given; equal ones keep their order.</summary>
    public static IEnumerable<object?> Sorted(IEnumerable<object?> items, object? key, object? reverse)
    {
        var keyed = items.Select(item => (Key: key is null ? item : Calls.Invoke(ModuleTable.Default, key, [item], Callable.NoNames), item)).ToList();
        var order = Comparer<object?>.Create(Operators.Order);
        return [.. (Truth.Of(reverse) ? keyed.OrderByDescending(pair => pair.Key, order) : keyed.OrderBy(pair => pair.Key, order)).Select(pair => pair.item)];
    }

    private static bool IsInstance(object? value, object? type) => type switch
    {
        TypeValue builtin => builtin.Accepts(value),
        Components.Component component => component.Type.IsInstanceOfType(value),
        _ => throw new ArgumentException($"{Text.Kind(type)} is no type."),
    };

    private static double ToFloat(object? value) => value is not string text ? value.Number()
        : text.Trim().ToLowerInvariant() switch
        {
            "inf" or "+inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            "nan" => double.NaN,
            var digits => double.TryParse(digits.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : throw new ArgumentException($"'{text}' is no number."),
        };

    private static long ToWhole(object? value, object? numberBase)
    {
        if (value is not string text)
        {
            return value is long or int or bool ? Indexing.Whole(value) : checked((long)Math.Truncate(value.Number()));
        }
        var digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
        try
        {
            return Indexing.Whole(numberBase) switch
            {
                10 => long.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                2 or 8 or 16 => Convert.ToInt64(digits, (int)Indexing.Whole(numberBase)),
                var other => throw new ArgumentException($"numbers are read to base 2, 8, 10 or 16, not {other}."),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentException($"'{text}' is no whole number that fits 64 bits.");
        }
    }

    /// <summary>Whole numbers in a list: short enough to be one, since expressions index and print them.</summary>
    private static List<object?> Range(long start, long stop, long step)
    {
        if (step == 0)
        {
            throw new ArgumentException("the step of a range is 0.");
        }
        var count = (BigInteger)stop - start is var span && step > 0 ? (span + step - 1) / step : (span + step + 1) / step;
        Limits.Check(count > long.MaxValue ? long.MaxValue : (long)BigInteger.Max(0, count));
        List<object?> values = [];
        for (var i = 0L; i < count; i++)
        {
            values.Add(start + (i * step));
        }
        return values;
    }

    private static IEnumerable<object?[]> Zip(object?[] sources)
    {
        var iterators = sources.Select(source => source as Iterator ?? new Iterator(Iteration.Of(source))).ToList();
        while (iterators.Count > 0)
        {
            var row = new object?[iterators.Count];
            for (var i = 0; i < row.Length; i++)
            {
                if (!iterators[i].TryNext(out row[i]))
                {
                    yield break;
                }
            }
            yield return row;
        }
    }

    private static object? Extreme(object?[] values, object? key, object? otherwise, int sign)
    {
        var items = values is [var only] ? Iteration.ToList(only) : [.. values];
        if (items.Count == 0)
        {
            return otherwise.IsGiven() ? otherwise : throw new ArgumentException("there are no values.");
        }
        var keyed = items.Select(item => (Key: key is null ? item : Calls.Invoke(ModuleTable.Default, key, [item], Callable.NoNames), item));
        return keyed.Aggregate((best, next) => Math.Sign(Operators.Order(next.Key, best.Key)) == sign ? next : best).item;
    }

    private sealed class DictFunction : Callable
    {
        public override string Name => "dict";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
            => Mappings.Create(positional.SelectMany(Entries).Concat(named.Select(pair => ((object?)pair.Key, pair.Value))));

        private static IEnumerable<(object?, object?)> Entries(object? value)
            => value is System.Collections.IDictionary or Sample ? Mappings.Pairs(value)
                : Iteration.Of(value).Select(item => Iteration.ToList(item) is [var key, var one] ? (key, one) : throw new ArgumentException("a dictionary is made of pairs."));
    }

    private sealed class PrintFunction : Callable
    {
        public override string Name => "print";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        {
            Console.Out.Write(string.Join(named.GetValueOrDefault("sep") as string ?? " ", positional.Select(Text.Of)) + (named.GetValueOrDefault("end") as string ?? Environment.NewLine));
            return null;
        }
    }
}
