namespace Medulla.Bundles.Components;

/// <summary>A component was given an argument that it does not have.</summary>
/// <param name="message">Which one, and which there are.</param>
public sealed class UnknownArgumentException(string message) : ArgumentException(message);
