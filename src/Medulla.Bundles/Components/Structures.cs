using System.Collections;
using System.Runtime.CompilerServices;

namespace Medulla.Bundles.Components;

/// <summary>Tuples, ranges and dictionaries out of configurations' lists and dictionaries.</summary>
internal static class Structures
{
    /// <summary>The value as such a type; null where the type is none of these or the value does not fit it.</summary>
    public static object? Convert(object value, Type target, string context)
    {
        if (target == typeof(Range))
        {
            return value is IList { Count: 2 or 3 } slice && (slice.Count == 2 || slice[2] is null or 1L) ? RangeOf(slice[0], slice[1], context) : null;
        }
        if (typeof(ITuple).IsAssignableFrom(target) && target.IsValueType && value is IList list)
        {
            var types = target.GetGenericArguments();
            return types.Length == list.Count
                ? Activator.CreateInstance(target, [.. types.Select((type, i) => Conversion.To(list[i], type, $"{context}[{i}]"))])
                : null;
        }
        return value is IDictionary map && MapTypes(target) is [var key, var item] ? Map(map, key, item, context) : null;
    }

    /// <summary>Whether a type takes a list of several values for itself.</summary>
    public static bool TakesList(Type type) => type == typeof(Range) || (typeof(ITuple).IsAssignableFrom(type) && type.IsValueType);

    /// <summary>A slice; a negative bound counts from the end, a missing one is the end itself.</summary>
    private static Range RangeOf(object? start, object? stop, string context)
        => new(start is null ? Index.Start : IndexOf(start, context), stop is null ? Index.End : IndexOf(stop, context));

    private static Index IndexOf(object bound, string context)
        => Conversion.To<int>(bound, context) is var at && at < 0 ? Index.FromEnd(-at) : Index.FromStart(at);

    private static Type[] MapTypes(Type target)
        => target.IsGenericType && target.GetGenericTypeDefinition() is var open
            && (open == typeof(IReadOnlyDictionary<,>) || open == typeof(IDictionary<,>) || open == typeof(Dictionary<,>))
            ? target.GetGenericArguments() : [];

    private static IDictionary Map(IDictionary from, Type key, Type item, string context)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, item))!;
        foreach (DictionaryEntry entry in from)
        {
            map.Add(Conversion.To(entry.Key, key, context)!, Conversion.To(entry.Value, item, $"{context}.{entry.Key}"));
        }
        return map;
    }
}
