using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>The logarithm of one plus <see cref="HausdorffDTLoss"/>, which keeps far outliers from drowning the rest.</summary>
public sealed class LogHausdorffDTLoss : Loss
{
    private readonly HausdorffDTLoss loss;

    /// <summary>Makes the loss.</summary>
    /// <param name="alpha">Exponent of the distances, in voxels; at least 0.</param>
    /// <param name="includeBackground">Whether channel 0 counts.</param>
    /// <param name="toOnehotY">Whether the target holds class indices.</param>
    /// <param name="sigmoid">Whether the input goes through a sigmoid first.</param>
    /// <param name="softmax">Whether the input goes through a softmax over its channels first.</param>
    /// <param name="otherAct">Another activation of the input.</param>
    /// <param name="reduction">How the parts [B, C] become one number, of which the logarithm is taken.</param>
    /// <param name="batch">Whether the batch counts as one image.</param>
    /// <exception cref="ArgumentException">More than one activation is asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is negative.</exception>
    public LogHausdorffDTLoss(
        double alpha = 2, bool includeBackground = false, bool toOnehotY = false, bool sigmoid = false, bool softmax = false,
        Func<Tensor, Tensor>? otherAct = null, Reduction reduction = Reduction.Mean, bool batch = false)
        : base(nameof(LogHausdorffDTLoss), reduction)
    {
        loss = new(alpha, includeBackground, toOnehotY, sigmoid, softmax, otherAct, reduction, batch);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => (loss.call(input, target) + 1).log();
}
