using Medulla.Imaging;
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
    public override Tensor forward([ReferenceName("input", "pred", "y_pred", "inputs")] Tensor input, [ReferenceName("target", "y_true", "targets")] Tensor target)
    {
        using var scope = NewDisposeScope();
        return Compute(input, target).MoveToOuterDisposeScope();
    }

    /// <summary>What the loss computes, written as the formula; nothing needs to be disposed.</summary>
    protected abstract Tensor Compute(Tensor input, Tensor target);

    /// <summary>The parts as one number, or as they are with <see cref="Reduction.None"/>.</summary>
    protected Tensor Reduce(Tensor parts) => reduction.Of(parts);

    /// <summary>
    /// The parts [B, C] of a picture with <paramref name="rank"/> axes as one number; with <see cref="Reduction.None"/> they get axes of
    /// size 1 for space, so that they broadcast against the picture.
    /// </summary>
    protected Tensor ReduceClasses(Tensor parts, long rank)
        => reduction == Reduction.None ? parts.reshape([.. parts.shape, .. Enumerable.Repeat(1L, (int)rank - 2)]) : Reduce(parts);
}
