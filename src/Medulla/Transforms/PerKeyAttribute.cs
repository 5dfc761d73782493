namespace Medulla.Transforms;

/// <summary>A parameter that a configuration may give once for all keys or once for each.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PerKeyAttribute : Attribute;
