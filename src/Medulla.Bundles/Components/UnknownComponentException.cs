namespace Medulla.Bundles.Components;

/// <summary>No class or function has the name that a configuration uses.</summary>
/// <param name="name">The name.</param>
/// <param name="message">What to do about it.</param>
public sealed class UnknownComponentException(string name, string message) : ArgumentException(message)
{
    /// <summary>The name.</summary>
    public string ComponentName { get; } = name;
}
