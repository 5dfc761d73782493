using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>While training, drops whole samples of a batch, so that residual branches are left out at random. Huang et al., Deep networks with stochastic depth (2016).</summary>
public sealed class DropPath : Block
{
    private readonly double dropProb;
    private readonly bool scaleByKeep;

    /// <summary>[B, ...] to the same.</summary>
    /// <param name="dropProb">Probability to drop a sample, in [0, 1].</param>
    /// <param name="scaleByKeep">Whether those kept are scaled up so that the mean stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability lies outside [0, 1].</exception>
    public DropPath(double dropProb = 0, bool scaleByKeep = true)
        : base(nameof(DropPath))
    {
        this.dropProb = dropProb is >= 0 and <= 1 ? dropProb
            : throw new ArgumentOutOfRangeException(nameof(dropProb), dropProb, $"DropPath: dropProb is {dropProb}; 0 to 1 is expected.");
        this.scaleByKeep = scaleByKeep;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (dropProb == 0 || !training)
        {
            return x;
        }
        var keep = 1 - dropProb;
        long[] shape = [x.shape[0], .. Enumerable.Repeat(1L, (int)x.Dimensions - 1)];
        var kept = empty(shape, x.dtype, x.device).bernoulli_(keep);
        return x * (keep > 0 && scaleByKeep ? kept.div_(keep) : kept);
    }
}
