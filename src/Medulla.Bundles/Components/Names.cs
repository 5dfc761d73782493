using System.Reflection;
using Medulla.Imaging;

namespace Medulla.Bundles.Components;

/// <summary>The rule that makes .NET names and the reference's names meet: case, underscores and hyphens do not count.</summary>
internal static class Names
{
    /// <summary>What is compared: <c>num_res_units</c>, <c>numResUnits</c> and <c>NumResUnits</c> are one name.</summary>
    public static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The name as the reference spells it: <c>NumResUnits</c> is <c>num_res_units</c>.</summary>
    public static string Snake(string name)
        => string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 && !char.IsUpper(name[i - 1]) ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>All names a member or parameter goes by, compared form; the attribute's names stand beside its own.</summary>
    public static IEnumerable<string> Of(ICustomAttributeProvider member, string own)
        => Aliases(member).Append(own).Select(Plain);

    /// <summary>Names given by attribute; a class does not go by those of its base.</summary>
    public static IReadOnlyList<string> Aliases(ICustomAttributeProvider member)
        => member.GetCustomAttributes(typeof(ReferenceNameAttribute), inherit: member is not Type).OfType<ReferenceNameAttribute>().FirstOrDefault()?.Names ?? [];

    /// <summary>The known name that a mistyped one most likely means; null if none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
        => Spelling.Nearest(name, known, Plain);
}
