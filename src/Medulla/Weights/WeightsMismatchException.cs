namespace Medulla.Weights;

/// <summary>Weights do not fit the module that they were to be loaded into; the message lists every name that differs. The module is unchanged.</summary>
/// <param name="message">The table of differences.</param>
public sealed class WeightsMismatchException(string message) : Exception(message);
