using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>
/// A part of a network: one tensor in, one out. What <see cref="Compute"/> makes on the way is freed when it returns, so that a chain
/// of blocks holds one block's temporaries at a time.
/// </summary>
/// <param name="name">Name of the module.</param>
public abstract class Block(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Runs the block. Call it as <c>call</c>, which also runs hooks.</summary>
    public sealed override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var result = Compute(input);
        // A fresh handle, because Sequential disposes what it passed in once it has what came out.
        return (ReferenceEquals(result, input) ? result.alias() : result).MoveToOuterDisposeScope();
    }

    /// <summary>What the block computes, written as a plain expression; nothing needs to be disposed.</summary>
    protected abstract Tensor Compute(Tensor input);
}
