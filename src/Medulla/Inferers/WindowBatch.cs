using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Windows that a network gets at a time.</summary>
/// <param name="Data">What is seen in them, [b, C, window...].</param>
/// <param name="Windows">Where they lie, b of them.</param>
/// <param name="Condition">The same windows of the condition, [b, C', window...]; null if there is none.</param>
public sealed record WindowBatch(Tensor Data, IReadOnlyList<Window> Windows, Tensor? Condition = null);
