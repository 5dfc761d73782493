using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// The loss of a discriminator that judges patches, and of the generator that wants to deceive it. Isola et al., pix2pix (2017); with
/// several outputs, one of each discriminator, as in Wang et al., pix2pixHD (2018).
/// </summary>
/// <param name="reduction">How the voxels of an output and then the outputs become one number; the hinge loss averages voxels always.</param>
/// <param name="criterion">How an output is judged.</param>
/// <param name="noActivationLeastsq">Whether squared distances are taken of the outputs as they are.</param>
public sealed class PatchAdversarialLoss(
    Reduction reduction = Reduction.Mean, AdversarialCriterion criterion = AdversarialCriterion.LeastSquares, bool noActivationLeastsq = false)
    : nn.Module(nameof(PatchAdversarialLoss))
{
    /// <summary>What the generator is to lower: how little its pictures pass for real.</summary>
    /// <param name="outputs">What the discriminators say to its pictures, logits.</param>
    /// <exception cref="ArgumentException">There are no outputs.</exception>
    /// <exception cref="InvalidOperationException">The reduction is none; ask for the parts.</exception>
    public Tensor ForGenerator(params IReadOnlyList<Tensor> outputs) => Reduced(outputs, true);

    /// <summary>What the discriminators are to lower.</summary>
    /// <param name="targetIsReal">Whether the pictures are real.</param>
    /// <param name="outputs">What the discriminators say to them, logits.</param>
    /// <exception cref="ArgumentException">There are no outputs.</exception>
    /// <exception cref="InvalidOperationException">The reduction is none; ask for the parts.</exception>
    public Tensor ForDiscriminator(bool targetIsReal, params IReadOnlyList<Tensor> outputs) => Reduced(outputs, targetIsReal);

    /// <summary>The loss of each output; of each of its voxels where the reduction is none, save for the hinge loss.</summary>
    /// <param name="outputs">What the discriminators say, logits.</param>
    /// <param name="targetIsReal">Whether it should be that the pictures are real.</param>
    /// <exception cref="ArgumentException">There are no outputs.</exception>
    public IReadOnlyList<Tensor> Parts(IReadOnlyList<Tensor> outputs, bool targetIsReal)
    {
        if (outputs.Count == 0)
        {
            throw new ArgumentException("PatchAdversarialLoss: input is an empty list; the output of at least one discriminator is expected.", nameof(outputs));
        }
        return [.. outputs.Select(output => Part(output, targetIsReal))];
    }

    /// <summary>The loss as the reference calls it.</summary>
    /// <param name="input">What the discriminators say, logits.</param>
    /// <param name="targetIsReal">Whether the pictures are real; a generator is always to make them pass for it.</param>
    /// <param name="forDiscriminator">Whether the loss is the discriminators'; the generator's otherwise.</param>
    /// <returns>One number, or the list of parts where the reduction is none.</returns>
    /// <exception cref="ArgumentException">There are no outputs.</exception>
    public object forward(IReadOnlyList<Tensor> input, bool targetIsReal, bool forDiscriminator)
        => reduction == Reduction.None ? Parts(input, targetIsReal || !forDiscriminator) : Reduced(input, targetIsReal || !forDiscriminator);

    /// <inheritdoc cref="forward(IReadOnlyList{Tensor}, bool, bool)"/>
    public object forward(Tensor input, bool targetIsReal, bool forDiscriminator) => forward([input], targetIsReal, forDiscriminator);

    private Tensor Reduced(IReadOnlyList<Tensor> outputs, bool targetIsReal)
    {
        if (reduction == Reduction.None)
        {
            throw new InvalidOperationException("PatchAdversarialLoss: reduction is none, so there is not one number; ask for Parts.");
        }
        using var scope = NewDisposeScope();
        return reduction.Of(stack(Parts(outputs, targetIsReal))).MoveToOuterDisposeScope();
    }

    private Tensor Part(Tensor output, bool targetIsReal)
    {
        using var scope = NewDisposeScope();
        Tensor Label(Tensor x) => targetIsReal ? ones_like(x) : zeros_like(x);
        var loss = criterion switch
        {
            AdversarialCriterion.Bce => nn.functional.binary_cross_entropy_with_logits(output, Label(output), reduction: reduction.ToTorch()),
            AdversarialCriterion.Hinge => -((targetIsReal ? output.tanh() : -output.tanh()) - 1).clamp(max: 0).mean(),
            _ => reduction.Of(((noActivationLeastsq ? output : nn.functional.leaky_relu(output, 0.05)) - (targetIsReal ? 1 : 0)).square()),
        };
        return loss.MoveToOuterDisposeScope();
    }
}
