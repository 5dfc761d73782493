using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>Another loss, of prediction and target where a mask says so: both are multiplied by it.</summary>
public sealed class MaskedLoss : Loss
{
    private readonly nn.Module<Tensor, Tensor, Tensor> loss;

    /// <summary>Takes the loss.</summary>
    /// <param name="loss">
    /// The loss. A configuration may give its class instead, with its arguments beside it; it is constructed with them.
    /// </param>
    public MaskedLoss([TakesArguments] nn.Module<Tensor, Tensor, Tensor> loss)
        : base(nameof(MaskedLoss), (loss as Loss)?.Reduction ?? Reduction.Mean)
    {
        this.loss = loss;
        RegisterComponents();
    }

    /// <summary>The loss within a mask.</summary>
    /// <param name="input">The network's output, [B, C, spatial...].</param>
    /// <param name="target">What it should be.</param>
    /// <param name="mask">What counts, [B, 1, spatial...] or [1, 1, spatial...]; everything if null.</param>
    /// <exception cref="ArgumentException">The mask does not fit the input.</exception>
    public Tensor call(Tensor input, Tensor target, Tensor? mask)
    {
        if (mask is null)
        {
            return call(input, target);
        }
        using var scope = NewDisposeScope();
        RequireFits(input, mask);
        return call(input * mask, target * mask).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => loss.call(input, target);

    private static void RequireFits(Tensor input, Tensor mask)
    {
        var (given, wanted) = (input.shape, mask.shape);
        if (given.Length != wanted.Length || !given.Select((size, axis) => wanted[axis] == 1 || (wanted[axis] == size && axis != 1)).All(fits => fits))
        {
            throw new ArgumentException($"MaskedLoss: input is {input.Text()} and mask {mask.Text()}; the mask has one channel, and otherwise the input's sizes or 1.");
        }
    }
}
