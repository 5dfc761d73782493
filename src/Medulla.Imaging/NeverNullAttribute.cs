namespace Medulla.Imaging;

/// <summary>
/// Marks an enumeration for which null in a configuration is a mistake. For others it asks for the parameter's default.
/// </summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class NeverNullAttribute : Attribute;
