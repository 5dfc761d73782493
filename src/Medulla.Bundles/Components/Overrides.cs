using System.Reflection;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Bundles.Components;

/// <summary>Objects in which one parameter differs, by the reference's name of the parameter.</summary>
public static class Overrides
{
    /// <summary>A copy of a record, or of a keyed step of records, with one parameter replaced.</summary>
    /// <returns>The copy; null where there is no such parameter, or no way to copy.</returns>
    /// <exception cref="ArgumentException">The parameter does not take the value.</exception>
    public static object? With(object instance, string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (instance is Keyed keyed)
        {
            var parts = keyed.Parts.Select(part => (part.Key, Value: With(part.Value, name, value))).ToList();
            return parts.Any(part => part.Value is null) ? null
                : keyed with { Parts = Values.From(parts.Select(part => KeyValuePair.Create(part.Key, (ITransform)part.Value!))) };
        }
        // Every record has a method that copies it.
        var clone = instance.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance);
        if (clone is null || PropertyOf(instance, name) is not { } property)
        {
            return null;
        }
        var copy = clone.Invoke(instance, [])!;
        Set(copy, property, name, value);
        return copy;
    }

    /// <summary>The object with a property assigned: a copy where it is a record, itself otherwise.</summary>
    /// <returns>Null where there is no such property.</returns>
    /// <exception cref="ArgumentException">The property does not take the value.</exception>
    public static object? Assigned(object instance, string name, object? value)
    {
        if (With(instance, name, value) is { } copy)
        {
            return copy;
        }
        if (PropertyOf(instance, name) is not { } property)
        {
            return null;
        }
        Set(instance, property, name, value);
        return instance;
    }

    private static PropertyInfo? PropertyOf(object instance, string name)
        => Binding.SettableProperties(instance.GetType()).FirstOrDefault(p => Names.Of(p, p.Name).Contains(Names.Plain(name)));

    private static void Set(object instance, PropertyInfo property, string name, object? value)
        => Binding.Unwrap(() => property.SetMethod!.Invoke(instance, [Conversion.To(value, property.PropertyType, $"{instance.GetType().Name}: {name}")]));
}
