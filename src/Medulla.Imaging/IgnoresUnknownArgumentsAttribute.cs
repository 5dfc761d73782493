namespace Medulla.Imaging;

/// <summary>
/// Marks a class whose counterpart in the reference takes any further arguments and passes over those it does not know;
/// configurations that give such arguments must still load.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class IgnoresUnknownArgumentsAttribute : Attribute;
