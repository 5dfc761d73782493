using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>What becomes of a classifier's scores before they are compared.</summary>
public sealed class OutputActivation
{
    private readonly Func<Tensor, bool, Tensor> apply;

    private OutputActivation(Func<Tensor, bool, Tensor> apply) => this.apply = apply;

    /// <summary>Sigmoid for images of one channel and softmax for others, as the reference has it; or nothing.</summary>
    public static implicit operator OutputActivation(bool isActive)
        => new((scores, hasOneChannel) => !isActive ? scores : hasOneChannel ? scores.sigmoid() : scores.softmax(1));

    /// <summary>A function of scores [b, K].</summary>
    public static implicit operator OutputActivation(Func<Tensor, Tensor> function) => new((scores, _) => function(scores));

    /// <summary>The activated scores.</summary>
    internal Tensor Of(Tensor scores, bool hasOneChannel) => apply(scores, hasOneChannel);
}
