namespace Medulla.Imaging;

/// <summary>
/// Marks the parameter of a constructor for which a configuration may also give a class: it is then constructed with all the
/// arguments that are not the constructor's own.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TakesArgumentsAttribute : Attribute;
