namespace Medulla.Weights.Pickles;

/// <summary>A function or class that a pickle may call; what it makes is decided here, never by the file.</summary>
/// <param name="Name">The name with its module.</param>
/// <param name="Build">Makes the value from the arguments.</param>
internal sealed record PickledFunction(string Name, Func<PickleMachine, object?[], object?> Build) : PickledName(Name);
