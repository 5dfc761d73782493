using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Conformance;

/// <summary>Copies of transforms in which one parameter differs.</summary>
internal static class Overrides
{
    /// <summary>The copy; null where the transform has no such parameter.</summary>
    public static object? With(object transform, string name, object? value)
    {
        if (transform is Keyed keyed)
        {
            var parts = keyed.Parts.Select(part => (part.Key, Value: With(part.Value, name, value))).ToList();
            return parts.Any(part => part.Value is null) ? null
                : keyed with { Parts = Imaging.Values.From(parts.Select(part => KeyValuePair.Create(part.Key, (ITransform)part.Value!))) };
        }
        var property = transform.GetType().GetProperties().FirstOrDefault(p => p.SetMethod is { IsPublic: true } && NamesOf(p).Contains(Plain(name)));
        if (property is null)
        {
            return null;
        }
        // Every record has a method that copies it.
        var copy = transform.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)?.Invoke(transform, []) ?? transform;
        property.SetMethod!.Invoke(copy, [Conversion.To(value, property.PropertyType, name)]);
        return copy;
    }

    private static IEnumerable<string> NamesOf(PropertyInfo property)
        => (property.GetCustomAttribute<ReferenceNameAttribute>()?.Names ?? []).Append(property.Name).Select(Plain);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
