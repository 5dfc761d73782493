using Medulla.Randomness;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Percentiles, histograms, fields and noise.</summary>
internal static class IntensityWorkloads
{
    private const string Volume = "import numpy\nx = numpy.random.RandomState(2).normal(0, 100, (256, 256, 128)).astype('float32')";
    private const string Crop = "import numpy\nfrom numpy.polynomial import legendre\nr = numpy.random.RandomState(2)\nx = r.normal(0, 100, (128, 128, 80)).astype('float32')";

    /// <summary>All of them.</summary>
    public static IEnumerable<Workload> All()
    {
        var volume = new Lazy<MetaTensor>(() => Noise(256, 256, 128));
        var crop = new Lazy<MetaTensor>(() => Noise(128, 128, 80));
        yield return new("scale_percentiles_256", () => new ScaleIntensityRangePercentiles(1, 99, 0, 1, Clip: true).Apply(volume.Value), () => PythonBaseline.Seconds(
            Volume, "low, high = numpy.percentile(x, [1, 99]); numpy.clip((x - low) / (high - low), 0, 1)"));
        yield return new("soft_clip_percentiles_256", () => new ClipIntensityPercentiles(1, 99, 10).Apply(volume.Value), () => PythonBaseline.Seconds(
            Volume, "low, high = numpy.percentile(x, [1, 99]); x + numpy.logaddexp(0, 10 * (low - x)) / 10 - numpy.logaddexp(0, 10 * (x - high)) / 10"));
        yield return new("histogram_normalize_256", () => new HistogramNormalize().Apply(volume.Value), () => PythonBaseline.Seconds(Volume,
            "c, e = numpy.histogram(x.ravel(), 256); s = c.cumsum().astype('float32'); numpy.interp(x.ravel(), (e[1:] + e[:-1]) / 2, (s - s[0]) / (s[-1] - s[0]) * 255)"));
        yield return new("rand_histogram_shift_128", () => new RandHistogramShift(Prob: 1).Apply(crop.Value, 3), () => PythonBaseline.Seconds(
            Crop, "p = numpy.linspace(x.min(), x.max(), 10); numpy.interp(x.ravel(), p, p)"));
        yield return new("rand_bias_field_128", () => new RandBiasField(Prob: 1).Apply(crop.Value, 3), () => PythonBaseline.Seconds(
            Crop, "a = [numpy.linspace(-1, 1, n) for n in x.shape]; x * numpy.exp(legendre.leggrid3d(*a, r.uniform(0, 0.1, (4, 4, 4))))"));
        yield return new("rand_rician_noise_128", () => new RandRicianNoise(1).Apply(crop.Value, 3), () => PythonBaseline.Seconds(
            Crop, "numpy.sqrt((x + r.normal(0, 1, x.shape).astype('float32')) ** 2 + r.normal(0, 1, x.shape).astype('float32') ** 2)"));
        yield return new("rand_adjust_contrast_128", () => new RandAdjustContrast(1).Apply(crop.Value, 3), () => PythonBaseline.Seconds(
            Crop, "low, high = x.min(), x.max(); ((x - low) / (high - low)) ** 1.7 * (high - low) + low"));
    }

    private static MetaTensor Noise(params long[] shape) => new(new RandomState(2).Normal(0, 100, [1, .. shape], ScalarType.Float32).DetachFromDisposeScope());
}
