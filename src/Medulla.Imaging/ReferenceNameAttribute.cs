namespace Medulla.Imaging;

/// <summary>
/// Names under which configurations know a class, parameter or enumeration value, where they do not follow from the .NET name
/// by the ordinary rule (<c>SmoothNr</c> is <c>smooth_nr</c>).
/// </summary>
/// <param name="names">The names, the usual one first.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class ReferenceNameAttribute(params string[] names) : Attribute
{
    /// <summary>The names, the usual one first.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
