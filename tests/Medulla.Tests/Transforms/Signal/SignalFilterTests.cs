using Medulla.Transforms.Signal;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Signal;

public class SignalFilterTests
{
    [Fact]
    public void MissingSamples_AreReplaced()
        => Assert.Equal([1f, -2, float.MaxValue], new SignalFillEmpty(-2).Apply(new(tensor([1f, float.NaN, float.PositiveInfinity]).view(1, 3))).Voxels());

    [Fact]
    public void Notch_GivesScipysNumbers()
    {
        // lfilter(*iirnotch(50, 30, 500)), there and back, on sin(0.7 t) / 2.
        double[] expected =
        [
            -0.02650717, 0.272805915, 0.439285637, 0.394688806, 0.161693974, -0.147385224, -0.384424748, -0.436172028, -0.278168419, 0.013692607,
            0.299431806, 0.441812105,
        ];
        var signal = ((arange(12, ScalarType.Float64) * 0.7).sin() * 0.5).view(1, 12);
        var filtered = new SignalRemoveFrequency(50, 30, 500).Apply(new(signal)).Data.data<double>().ToArray();
        Assert.Equal(expected, filtered, (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void Hum_IsGone_AndTheRestStays()
    {
        var time = arange(4000, ScalarType.Float64) / 1000;
        var tone = (time * (2 * Math.PI * 7)).sin() * 0.4;
        var hum = (time * (2 * Math.PI * 50)).sin() * 0.4;
        var left = new SignalRemoveFrequency(50, 5, 1000).Apply(new((tone + hum).unsqueeze(0))).Data[0] - tone;
        Assert.InRange(left[1000..3000].abs().max().item<double>(), 0, 0.01);
    }

    [Theory]
    [InlineData(50, 30, 80)]
    [InlineData(0, 30, 500)]
    [InlineData(50, 0, 500)]
    public void ImpossibleNotches_AreRejected(double frequency, double quality, double sampling)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SignalRemoveFrequency(frequency, quality, sampling));

    [Theory]
    [InlineData("mexh")]
    [InlineData("morl")]
    [InlineData("gaus4")]
    [InlineData("cmor1.5-1.0")]
    public void Wavelets_AnswerMostAtTheFrequencyOfATone(string wavelet)
    {
        var tone = (arange(1000, ScalarType.Float64) * (2 * Math.PI * 20 / 500)).sin().unsqueeze(0);
        var answer = new SignalContinuousWavelet(wavelet, 60).Apply(new(tone)).Data;
        Assert.Equal([1L, 60, 1000], answer.shape);
        var strength = answer[0, .., 300..700].abs().amax([1]);
        // Divided by the square root of the scale, so that wide and narrow wavelets compare.
        var best = (strength * arange(1, 61, ScalarType.Float64).sqrt()).argmax().item<long>() + 1;
        Assert.InRange(best, 15, 25);
        Assert.Equal(wavelet.StartsWith("cmor", StringComparison.Ordinal), answer.is_complex());
    }

    [Fact]
    public void CentralFrequencies_AreTheKnownOnes()
    {
        // PyWavelets' central_frequency: mexh 0.25, morl 0.8125, cmor1.5-1.0 1.0, gaus1 0.2.
        Assert.Equal(0.25, Wavelet.Named("mexh").CentralFrequency());
        Assert.Equal(0.8125, Wavelet.Named("morl").CentralFrequency());
        Assert.Equal(1, Wavelet.Named("cmor1.5-1.0").CentralFrequency());
        Assert.Equal(0.2, Wavelet.Named("gaus1").CentralFrequency());
    }

    [Theory]
    [InlineData("gaus1")]
    [InlineData("gaus8")]
    [InlineData("mexh")]
    public void Wavelets_HaveUnitEnergyAndNoMean(string name)
    {
        var wavelet = Wavelet.Named(name);
        var values = wavelet.Sample(12);
        var step = wavelet.Width / (values.Length - 1);
        Assert.Equal(1, values.Sum(v => v.Real * v.Real) * step, 1e-6);
        Assert.Equal(0, values.Sum(v => v.Real) * step, 1e-6);
    }

    [Theory]
    [InlineData("gaus9")]
    [InlineData("cmor")]
    [InlineData("haar")]
    public void UnknownWavelets_AreRejected(string name)
        => Assert.Contains("cmorB-C", Assert.Throws<ArgumentException>(() => new SignalContinuousWavelet(name)).Message);
}
