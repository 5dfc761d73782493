using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>What a network says: one tensor, several, or several by name.</summary>
/// <param name="tensors">The tensors.</param>
/// <param name="names">A name for each; null if they have none.</param>
/// <exception cref="ArgumentException">There are no tensors, or not as many names.</exception>
public sealed class NetworkOutput(IReadOnlyList<Tensor> tensors, IReadOnlyList<string>? names = null) : IReferenceForm
{
    /// <summary>The tensors, at least one.</summary>
    public IReadOnlyList<Tensor> Tensors { get; } = tensors.Count > 0 ? tensors : throw new ArgumentException("a network gave no output; at least one tensor is expected.");

    /// <summary>Their names; null if they have none.</summary>
    public IReadOnlyList<string>? Names { get; } = names is null || names.Count == tensors.Count ? names
        : throw new ArgumentException($"a network gave {tensors.Count} outputs and {names.Count} names; a name for each is expected.");

    /// <summary>The only tensor.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public Tensor Single => Tensors.Count == 1 ? Tensors[0]
        : throw new InvalidOperationException($"the network gave {Tensors.Count} outputs where one is expected; call Run, which returns them all.");

    /// <summary>The outputs by name.</summary>
    /// <exception cref="InvalidOperationException">They have no names.</exception>
    public IReadOnlyDictionary<string, Tensor> Named => Names is null ? throw new InvalidOperationException("the network's outputs have no names.")
        : Names.Zip(Tensors).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <inheritdoc/>
    public object ReferenceForm => Names is not null ? Named : Tensors.Count == 1 ? Tensors[0] : Tensors;

    /// <summary>One tensor.</summary>
    public static implicit operator NetworkOutput(Tensor tensor) => new([tensor]);

    /// <summary>Several.</summary>
    public static implicit operator NetworkOutput(Tensor[] tensors) => new(tensors);

    /// <summary>Several by name.</summary>
    public static implicit operator NetworkOutput(Dictionary<string, Tensor> named) => new([.. named.Values], [.. named.Keys]);

    /// <summary>The same outputs, each changed.</summary>
    public NetworkOutput Select(Func<Tensor, Tensor> change) => new([.. Tensors.Select(change)], Names);
}
