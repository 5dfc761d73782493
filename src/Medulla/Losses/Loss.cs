using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>How losses of single items and classes become one.</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>They stay, [B, C, 1...].</summary>
    None,
}

/// <summary>
/// A loss of prediction and target. <see cref="Compute"/> is written as the paper has the formula; its temporaries die with the call.
/// </summary>
/// <param name="name">Name of the class.</param>
public abstract class Loss(string name) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Compute(input, target).MoveToOuterDisposeScope();
    }

    /// <summary>The loss.</summary>
    /// <param name="input">Prediction, [B, C, spatial...].</param>
    /// <param name="target">Label.</param>
    protected abstract Tensor Compute(Tensor input, Tensor target);

    /// <summary>As in "[2, 1, 64, 64]".</summary>
    protected static string Show(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
