using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>What a network is called with: the images, what they are compared with, and further arguments.</summary>
/// <param name="Inputs">Images [B, C, spatial...].</param>
/// <param name="Targets">What the prediction is compared with: labels, or a dictionary of several; null if there is nothing.</param>
/// <param name="Arguments">Further arguments of the network, by position.</param>
/// <param name="Named">Further arguments by the reference's names.</param>
public sealed record PreparedBatch(Tensor Inputs, object? Targets, IReadOnlyList<object?> Arguments, IReadOnlyDictionary<string, object?> Named) : IReferenceForm
{
    /// <summary>Images and labels alone.</summary>
    public PreparedBatch(Tensor inputs, object? targets)
        : this(inputs, targets, [], new Dictionary<string, object?>())
    {
    }

    /// <summary>(inputs, targets), or (inputs, targets, arguments, named arguments) where there are any.</summary>
    public object ReferenceForm => Arguments.Count + Named.Count == 0 ? new[] { Inputs, Targets } : new[] { Inputs, Targets, Arguments.ToArray(), Named };

    /// <summary>Images alone.</summary>
    public static implicit operator PreparedBatch(Tensor inputs) => new(inputs, null);

    /// <summary>The reference's form.</summary>
    /// <exception cref="ArgumentException">It is another form.</exception>
    public static implicit operator PreparedBatch(object?[] parts) => parts switch
    {
        [var inputs, var targets] => new(EngineOutput.Voxels(inputs), Target(targets)),
        [var inputs, var targets, IEnumerable arguments, IDictionary named] => new(
            EngineOutput.Voxels(inputs), Target(targets), [.. arguments.Cast<object?>().Select(Target)],
            named.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Target(named[key]))),
        _ => throw new ArgumentException($"a prepared batch is (inputs, targets) or (inputs, targets, arguments, named arguments); there are {parts.Length} parts."),
    };

    private static object? Target(object? value) => value is MetaTensor image ? image.Data : value;
}
