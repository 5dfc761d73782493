using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// An estimate of the error of a reconstruction without ground truth: of its distance from a pseudo ground truth, times how strongly
/// it follows noise in its input. After Stein's unbiased risk estimate; Tamir et al. (2019).
/// </summary>
/// <param name="perturbNoise">The noise that is added, [B, C, H, W]; drawn from a normal distribution on each call if null.</param>
/// <param name="eps">How much of it is added, above 0; a thousandth of the pseudo ground truth's largest value if null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not above 0.</exception>
public sealed class SURELoss(Tensor? perturbNoise = null, double? eps = null) : nn.Module(nameof(SURELoss))
{
    private readonly double? eps = eps is { } amount ? Check.Positive(amount, nameof(eps)) : null;

    /// <summary>The loss.</summary>
    /// <param name="operator">The reconstruction: a network.</param>
    /// <param name="x">Its input, [B, C, H, W].</param>
    /// <param name="yPseudoGt">The pseudo ground truth, of the same shape.</param>
    /// <param name="yRef">What the reconstruction makes of <paramref name="x"/>; computed if null.</param>
    /// <param name="complexInput">Whether the two channels are real and imaginary part.</param>
    /// <exception cref="ArgumentException">Shapes differ, or there are not four axes.</exception>
    public Tensor call(Func<Tensor, Tensor> @operator, Tensor x, Tensor yPseudoGt, Tensor? yRef = null, bool complexInput = false)
        => Of(@operator, x, yPseudoGt, yRef, eps ?? -1, perturbNoise, complexInput);

    /// <summary>The loss, without an object.</summary>
    /// <param name="operator">The reconstruction: a network.</param>
    /// <param name="x">Its input, [B, C, H, W].</param>
    /// <param name="yPseudoGt">The pseudo ground truth, of the same shape.</param>
    /// <param name="yRef">What the reconstruction makes of <paramref name="x"/>; computed if null.</param>
    /// <param name="eps">How much noise is added; a thousandth of the pseudo ground truth's largest value if -1.</param>
    /// <param name="perturbNoise">The noise that is added; drawn from a normal distribution if null.</param>
    /// <param name="complexInput">Whether the two channels are real and imaginary part.</param>
    /// <exception cref="ArgumentException">Shapes differ, or there are not four axes.</exception>
    [ReferenceName("sure_loss_function")]
    public static Tensor Of(
        Func<Tensor, Tensor> @operator, Tensor x, Tensor yPseudoGt, Tensor? yRef = null, double eps = -1, Tensor? perturbNoise = null, bool complexInput = false)
    {
        Shapes.RequireSpatial(nameof(SURELoss), x, 2, 2);
        Shapes.RequireEqual(nameof(SURELoss), x, yPseudoGt);
        Shapes.RequireEqual(nameof(SURELoss), yRef ?? x, yPseudoGt);
        if (complexInput && x.shape[1] != 2)
        {
            throw new ArgumentException($"SURELoss: input is {x.Text()}; complex numbers are two channels, the real and the imaginary part.");
        }
        using var scope = NewDisposeScope();
        var noise = perturbNoise?.to(x.device) ?? randn_like(x);
        var amount = eps == -1 ? yPseudoGt.max().abs() / 1000 : tensor(eps, x.dtype, x.device);
        var output = yRef ?? @operator(x);
        var change = @operator(x + (amount * noise)) - output;
        // All entries of the matrix product of noise and change, added: its sums of rows are the product of sums.
        var divergence = (noise.sum([-1]) * change.sum([-1])).sum() / amount;
        var error = (output - yPseudoGt).square();
        var shape = x.shape;
        var distance = complexInput ? error.sum([1]).mean() : error.mean();
        return (distance * divergence / (shape[0] * shape[2] * shape[3])).MoveToOuterDisposeScope();
    }
}
