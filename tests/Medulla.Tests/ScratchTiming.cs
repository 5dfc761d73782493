using System.Diagnostics;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Signal;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests;

public class ScratchTiming
{
    [Fact]
    public void Time()
    {
        var image = new MetaTensor(rand(1, 160, 160, 96));
        Best("spike", () => new KSpaceSpikeNoise([40, 50, 60], 14).Apply(image).Dispose());
        Best("spike by fft", () => { using var s = NewDisposeScope(); long[] a = [1, 2, 3]; var k = fft.fftshift(fft.fftn(image.Data, dim: a), a); var l = (k.abs() + 1e-10).log(); var p = k.angle(); l[0, 40, 50, 60] = 14; k = polar(l.exp(), p); _ = fft.ifftn(fft.ifftshift(k, a), dim: a).real.contiguous(); });
        Best("gibbs", () => new GibbsNoise(0.4).Apply(image).Dispose());
        Best("gibbs by fft", () => { using var s = NewDisposeScope(); long[] a = [1, 2, 3]; var k = fft.fftshift(fft.fftn(image.Data, dim: a), a) * ones(160, 160, 96); _ = fft.ifftn(fft.ifftshift(k, a), dim: a).real.contiguous(); });
        Best("median 3", () => new ImageFilter(NamedFilter.Median, 3).Apply(image).Dispose());
        var small = new MetaTensor(rand(1, 80, 80, 48));
        Best("median 3 small", () => new ImageFilter(NamedFilter.Median, 3).Apply(small).Dispose());
        var d = new MetaTensor(small.Data.to_type(ScalarType.Float64));
        Best("median 3 small by sort", () => new ImageFilter(NamedFilter.Median, 3).Apply(d).Dispose());
        Best("mean 5", () => new ImageFilter(NamedFilter.Mean, 5).Apply(image).Dispose());
        Best("mean 5 by conv3d", () => { using var s = NewDisposeScope(); _ = nn.functional.conv3d(image.Data.unsqueeze(1), ones(new long[] { 1, 1, 5, 5, 5 }), padding: [2, 2, 2]); });
        Best("elliptical 5", () => new ImageFilter(NamedFilter.Elliptical, 5).Apply(image).Dispose());
        Best("sobel 3", () => new ImageFilter(NamedFilter.Sobel, 3).Apply(image).Dispose());
        Best("gauss 1.5", () => new ImageFilter(NamedFilter.Gaussian, Sigma: 1.5).Apply(image).Dispose());
        var us = new MetaTensor(rand(1, 512, 512));
        Best("ultrasound 512", () => new UltrasoundConfidenceMapTransform().Apply(us).Dispose());
        var smooth = new MetaTensor(nn.functional.avg_pool2d(rand(1, 1, 512, 512), 15, 1, 7)[0]);
        Best("ultrasound 512 smooth", () => new UltrasoundConfidenceMapTransform().Apply(smooth).Dispose());
        Best("otsu 160", () => new ForegroundMask().Apply(image).Dispose());
        Best("dropout noise", () => new RandCoarseDropout(4, 64, Prob: 1).Apply(image, 1).Dispose());
        Best("shuffle", () => new RandCoarseShuffle(4, 64, Prob: 1).Apply(image, 1).Dispose());
        Best("remap", () => new RandIntensityRemap(1).Apply(image, 1).Dispose());
        var signal = new MetaTensor(rand(6, 2000));
        Best("cwt", () => new SignalContinuousWavelet().Apply(signal).Dispose());
    }

    private static void Best(string name, Action work)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        File.AppendAllText("/tmp/noise-timing.txt", $"{name}: {best:0.0} ms\n");
    }
}
