using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// The mean of maps of an image with noise, which has less of it than the map of the image (Smilkov et al., SmoothGrad: removing noise
/// by adding noise, 2017).
/// </summary>
/// <param name="model">The network, from [B, C, spatial...] to scores [B, K].</param>
/// <param name="stdevSpread">Standard deviation of the noise, as a share of the image's range.</param>
/// <param name="nSamples">Number of maps.</param>
/// <param name="magnitude">Whether gradients count by their squares, of the sum of which the root is taken.</param>
/// <param name="verbose">Accepted for configurations' sake.</param>
/// <param name="generator">Where noise comes from; libtorch's own if null.</param>
/// <exception cref="ArgumentOutOfRangeException">The deviation is negative, or there are no maps.</exception>
public class SmoothGrad(
    nn.Module<Tensor, Tensor> model, double stdevSpread = 0.15, int nSamples = 25, bool magnitude = true, bool verbose = true, Generator? generator = null)
    : VanillaGrad(model)
{
    private readonly double spread = Check.NotNegative(stdevSpread);
    private readonly int samples = Check.Positive(nSamples);

    /// <summary>Accepted for configurations' sake.</summary>
    public bool Verbose { get; } = verbose;

    /// <inheritdoc/>
    public override Tensor Compute(Tensor x, int? index = null)
    {
        using var scope = NewDisposeScope();
        var deviation = spread * (x.max() - x.min()).to_type(ScalarType.Float32).item<float>();
        var total = zeros_like(x);
        for (var i = 0; i < samples; i++)
        {
            using var inner = NewDisposeScope();
            var gradient = GetGrad(x + (randn(x.shape, x.dtype, x.device, generator: generator) * deviation), index);
            total.add_(magnitude ? gradient.square() : gradient);
        }
        return ((magnitude ? total.sqrt() : total) / samples).MoveToOuterDisposeScope();
    }
}
