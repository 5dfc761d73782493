using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// A loss: prediction and target in, a number out, small where they agree. What <see cref="Compute"/> makes on the way is freed when
/// it returns, save what the gradient needs.
/// </summary>
/// <param name="name">Name of the module.</param>
/// <param name="reduction">How the parts of the loss become one number.</param>
public abstract class Loss(string name, Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <summary>How the parts of the loss become one number.</summary>
    public Reduction Reduction => reduction;

    /// <summary>Computes the loss. Call it as <c>call</c>, which also runs hooks.</summary>
    /// <param name="input">The network's output, [B, C, spatial...].</param>
    /// <param name="target">What it should be.</param>
    public sealed override Tensor forward(Tensor input, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Compute(input, target).MoveToOuterDisposeScope();
    }

    /// <summary>What the loss computes, written as the formula; nothing needs to be disposed.</summary>
    protected abstract Tensor Compute(Tensor input, Tensor target);

    /// <summary>The parts as one number, or as they are with <see cref="Reduction.None"/>.</summary>
    protected Tensor Reduce(Tensor parts) => reduction switch
    {
        Reduction.Mean => parts.mean(),
        Reduction.Sum => parts.sum(),
        _ => parts,
    };
}
