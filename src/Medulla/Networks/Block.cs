using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>
/// A part of a network. <see cref="Compute"/> is written as a plain expression: its temporaries die with the call, and what it gives
/// is always a fresh tensor object. Call parts by <c>call</c>, so that hooks fire.
/// </summary>
/// <param name="name">Name of the class.</param>
public abstract class Block(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var result = Compute(input);
        return (ReferenceEquals(result, input) ? result.alias() : result).MoveToOuterDisposeScope();
    }

    /// <summary>The output for an input, usually [B, C, spatial...].</summary>
    protected abstract Tensor Compute(Tensor x);
}
