using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>
/// A part of a network, from one tensor to one tensor. What <see cref="Compute"/> makes on the way is disposed when it returns, so
/// a block is written as plain expressions; its result is always a tensor of its own, never its argument.
/// </summary>
/// <param name="name">The name that messages and <c>ToString</c> use, the class's as a rule.</param>
public abstract class Block(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Runs the block. Call the block as <c>call(x)</c>, which also runs hooks.</summary>
    public sealed override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = Compute(input);
        // A Sequential disposes what it hands on; it must not reach the argument that way.
        return (ReferenceEquals(output, input) ? output.alias() : output).MoveToOuterDisposeScope();
    }

    /// <summary>Does nothing: names of weights are said where parts are made, by <see cref="ModuleParts.Part"/>.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <summary>What the block computes.</summary>
    /// <param name="x">The input; not to be disposed or written to.</param>
    /// <returns>The output; <paramref name="x"/> itself is allowed.</returns>
    protected abstract Tensor Compute(Tensor x);
}
