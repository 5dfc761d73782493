using Medulla.Losses;
using Medulla.Metrics;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Measures that look through windows, beside convolution: an axis at a time for the loss, which makes gradients too, by a whole window for the metric.</summary>
internal static class SimilarityWorkloads
{
    private const int LossWindow = 9, MetricWindow = 11;

    /// <summary>All of them.</summary>
    public static IEnumerable<Workload> All()
    {
        var pair = new Lazy<(Tensor A, Tensor B)>(() => (Noise(1), Noise(2)));
        var loss = new Lazy<LocalNormalizedCrossCorrelationLoss>(() => new(kernelSize: LossWindow));
        var metric = new Lazy<SSIMMetric>(() => new(3, winSize: MetricWindow));
        yield return new("lncc_96", () => Gradient(loss.Value.call), () => Measurement.Time(() => Gradient(Lncc)));
        yield return new("ssim_96", () => metric.Value.Call(pair.Value.A, pair.Value.B), () => Measurement.Time(() => Ssim(pair.Value.A, pair.Value.B)));

        void Gradient(Func<Tensor, Tensor, Tensor> measure)
        {
            var a = pair.Value.A.clone().requires_grad_();
            measure(a, pair.Value.B).backward();
        }
    }

    private static Tensor Noise(uint seed) => new RandomState(seed).Normal(0.5, 0.2, [1, 1, 96, 96, 96], ScalarType.Float32).DetachFromDisposeScope();

    private static Tensor Lncc(Tensor a, Tensor b)
    {
        Tensor[] windows = [ones([1, 1, LossWindow, 1, 1]), ones([1, 1, 1, LossWindow, 1]), ones([1, 1, 1, 1, LossWindow])];
        var volume = Math.Pow(LossWindow, 3);
        var (sumA, sumB) = (Through(a), Through(b));
        var cross = Through(a * b) - sumB / volume * sumA;
        var (varA, varB) = (Through(a * a) - sumA / volume * sumA, Through(b * b) - sumB / volume * sumB);
        return -(cross * cross / (varA * varB + 1e-5)).mean();

        Tensor Through(Tensor x) => windows.Aggregate(x, (sum, window) => nn.functional.conv3d(sum, window, padding: [.. window.shape[2..].Select(n => n / 2)]));
    }

    private static void Ssim(Tensor a, Tensor b)
    {
        var line = exp(-arange(-(MetricWindow / 2), MetricWindow / 2 + 1, ScalarType.Float32).square() / (2 * 1.5 * 1.5));
        line /= line.sum();
        var window = (line.reshape(-1, 1, 1) * line.reshape(1, -1, 1) * line).reshape([1, 1, MetricWindow, MetricWindow, MetricWindow]);
        var (meanA, meanB) = (Through(a), Through(b));
        var (varA, varB, cross) = (Through(a * a) - meanA * meanA, Through(b * b) - meanB * meanB, Through(a * b) - meanA * meanB);
        ((2 * meanA * meanB + 1e-4) / (meanA * meanA + meanB * meanB + 1e-4) * (2 * cross + 9e-4) / (varA + varB + 9e-4)).mean();

        Tensor Through(Tensor x) => nn.functional.conv3d(x, window);
    }
}
