using System.Collections;
using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Methods of lists, tuples, dictionaries, sets and items of datasets.</summary>
internal static class Collections
{
    public static Callable? OfList(IList list, string name) => name switch
    {
        "index" => Function(name, "value", a => list.Cast<object?>().Select((item, i) => (item, i)).Where(pair => Equality.Of(pair.item, a[0])).Select(pair => (object?)(long)pair.i).FirstOrDefault()
            ?? throw new ArgumentException($"the list has no {Text.Quoted(a[0])}.")),
        "count" => Function(name, "value", a => (long)list.Cast<object?>().Count(item => Equality.Of(item, a[0]))),
        "copy" when list is not object?[] => Function(name, "", _ => list.Cast<object?>().ToList()),
        _ => list is List<object?> changeable ? OfChangeable(changeable, name) : null,
    };

    public static Callable? OfDictionary(IDictionary map, string name) => name switch
    {
        "get" => Function(name, "key default?", a => Mappings.TryGet(map, a[0], out var value) ? value : a[1].Or(null)),
        "keys" => Function(name, "", _ => Mappings.Pairs(map).Select(pair => pair.Key).ToList()),
        "values" => Function(name, "", _ => Mappings.Pairs(map).Select(pair => pair.Value).ToList()),
        "items" => Function(name, "", _ => Mappings.Pairs(map).Select(pair => (object?)new[] { pair.Key, pair.Value }).ToList()),
        "copy" => Function(name, "", _ => Mappings.Create(Mappings.Pairs(map))),
        "update" => new UpdateMethod(map),
        "pop" => Function(name, "key default?", a => Pop(map, a[0], a[1])),
        "setdefault" => Function(name, "key default?", a => Mappings.TryGet(map, a[0], out var value) ? value : Put(map, a[0], a[1].Or(null))),
        "clear" => Function(name, "", _ => Then(map.Clear)),
        _ => null,
    };

    public static Callable? OfSample(Sample sample, string name) => name switch
    {
        "get" => Function(name, "key default?", a => a[0] is string key && sample.TryGetValue(key, out var value) ? value : a[1].Or(null)),
        "keys" or "values" or "items" or "copy" => OfDictionary(sample.ToDictionary(), name),
        _ => null,
    };

    public static Callable? OfSet(HashSet<object?> set, string name) => name switch
    {
        "add" => Function(name, "value", a => Then(() => set.Add(a[0]))),
        "union" => Function(name, "*others", a => ((object?[])a[0]!).SelectMany(Iteration.Of).Concat(set).ToHashSet(Equality.Comparer)),
        "intersection" => Function(name, "other", a => set.Intersect(Iteration.Of(a[0]), Equality.Comparer).ToHashSet(Equality.Comparer)),
        "difference" => Function(name, "other", a => set.Except(Iteration.Of(a[0]), Equality.Comparer).ToHashSet(Equality.Comparer)),
        "issubset" => Function(name, "other", a => set.IsSubsetOf(Iteration.Of(a[0]))),
        _ => null,
    };

    private static NativeFunction? OfChangeable(List<object?> list, string name) => name switch
    {
        "append" => Function(name, "value", a => Then(() => list.Add(a[0]))),
        "extend" => Function(name, "values", a => Then(() => list.AddRange(Iteration.ToList(a[0])))),
        "insert" => Function(name, "index value", a => Then(() => list.Insert((int)Math.Clamp(Indexing.Whole(a[0]) is var at && at < 0 ? at + list.Count : at, 0, list.Count), a[1]))),
        "pop" => Function(name, "index?", a => Pop(list, a[0].Or(-1L))),
        "remove" => Function(name, "value", a => Then(() => list.RemoveAt(list.FindIndex(item => Equality.Of(item, a[0])) is var at and >= 0 ? at : throw new ArgumentException($"the list has no {Text.Quoted(a[0])}.")))),
        "reverse" => Function(name, "", _ => Then(list.Reverse)),
        "clear" => Function(name, "", _ => Then(list.Clear)),
        "sort" => Function(name, "key? reverse?", a => Then(() =>
        {
            var sorted = Builtins.Sorted(list, a[0].Or(null), a[1].Or(false));
            list.Clear();
            list.AddRange(sorted);
        })),
        _ => null,
    };

    private static object? Pop(List<object?> list, object? index)
    {
        var value = Indexing.Get(list, index);
        list.RemoveAt((int)(Indexing.Whole(index) is var at && at < 0 ? at + list.Count : at));
        return value;
    }

    private static object? Pop(IDictionary map, object? key, object? otherwise)
    {
        if (Mappings.TryGet(map, key, out var value))
        {
            map.Remove(key ?? Equality.NoneKey);
            return value;
        }
        return otherwise.IsGiven() ? otherwise : throw Indexing.Missing(key, map.Keys.Cast<object?>());
    }

    private static object? Put(IDictionary map, object? key, object? value)
    {
        try
        {
            map[key ?? Equality.NoneKey] = value;
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"this dictionary has text as keys; {Text.Quoted(key)} is none.");
        }
        return value;
    }

    private static object? Then(Action action)
    {
        action();
        return null;
    }

    private sealed class UpdateMethod(IDictionary map) : Callable
    {
        public override string Name => "update";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        {
            foreach (var (key, value) in positional.SelectMany(Mappings.Pairs).Concat(named.Select(pair => ((object?)pair.Key, pair.Value))))
            {
                Put(map, key, value);
            }
            return null;
        }
    }
}
