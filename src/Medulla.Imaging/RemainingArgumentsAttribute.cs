namespace Medulla.Imaging;

/// <summary>Marks the parameter, a list of names with values, that gets all named arguments which no other parameter takes.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RemainingArgumentsAttribute : Attribute;
