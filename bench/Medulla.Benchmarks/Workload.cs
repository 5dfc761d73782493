namespace Medulla.Benchmarks;

/// <summary>Something to time, beside the straight way.</summary>
/// <param name="Name">The standard name.</param>
/// <param name="Ours">One run of ours.</param>
/// <param name="Straight">One run of the straight way, or how many seconds it took; null where there is none.</param>
public sealed record Workload(string Name, Action Ours, Func<double>? Straight = null);
