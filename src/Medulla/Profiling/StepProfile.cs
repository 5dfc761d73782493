using Medulla.Imaging;

namespace Medulla.Profiling;

/// <summary>What one step of a pipeline takes.</summary>
/// <param name="Name">The transform.</param>
/// <param name="Keys">The keys it works on; none in the array form.</param>
/// <param name="Milliseconds">Mean time of a call.</param>
/// <param name="Longest">Longest time of a call, ms.</param>
/// <param name="PeakBytes">By how much the process grew at the peak of a call; null where the system does not tell (it does on Linux).</param>
/// <param name="ItemBytes">What the item holds after the step: the tensors under all keys, of all items where there are several.</param>
/// <param name="Items">Items after the step.</param>
public sealed record StepProfile(string Name, Values<string> Keys, double Milliseconds, double Longest, long? PeakBytes, long ItemBytes, int Items);
