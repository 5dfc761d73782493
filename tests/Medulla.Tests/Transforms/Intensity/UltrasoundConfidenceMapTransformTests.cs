using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class UltrasoundConfidenceMapTransformTests
{
    [Theory]
    [InlineData(SinkMode.All)]
    [InlineData(SinkMode.Mid)]
    [InlineData(SinkMode.Min)]
    public void Confidence_FallsFromTheTransducerToTheSinks(SinkMode sinks)
    {
        var map = new UltrasoundConfidenceMapTransform(SinkMode: sinks).Apply(Images.Turned(2, 1, 20, 16)).Data;
        Assert.Equal([20L, 16], map.shape);
        Assert.True(map[0].eq(1).all().item<bool>());
        Assert.Equal(0, map[-1].min().item<double>());
        Assert.InRange(map.min().item<double>(), 0, 1);
    }

    /// <summary>Numbers of scipy.signal.hilbert.</summary>
    [Fact]
    public void Envelope_IsTheAnalyticSignalsStrength()
    {
        var even = UltrasoundConfidenceMapTransform.Envelope(tensor([0.1, 0.5, 0.3, 0.9, 0, 1]).view(6, 1)).data<double>().ToArray();
        Assert.Equal([0.305505046, 0.513160144, 0.37859389, 0.916515139, 0.057735027, 1.00166528], even, (a, b) => Math.Abs(a - b) < 1e-8);
        var odd = UltrasoundConfidenceMapTransform.Envelope(tensor([0.1, 0.5, 0.3, 0.9, 0.2]).view(5, 1)).data<double>().ToArray();
        Assert.Equal([0.289655503, 0.500457382, 0.379048016, 0.900006537, 0.558527468], odd, (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void RadioFrequency_GivesAnotherMapThanBrightness()
    {
        var image = Images.Turned(2, 1, 20, 16);
        var radio = new UltrasoundConfidenceMapTransform(Mode: UltrasoundMode.RF).Apply(image).Data;
        Assert.NotEqual(0, (radio - new UltrasoundConfidenceMapTransform().Apply(image).Data).abs().max().item<double>(), 0.01);
    }

    [Fact]
    public void Mask_IsNeededWhereSinksComeFromIt()
    {
        var transform = new UltrasoundConfidenceMapTransform(SinkMode: SinkMode.Mask);
        Assert.Throws<ArgumentException>(() => transform.Apply(Images.Turned(2, 1, 8, 8)));
        Assert.Throws<ArgumentException>(() => transform.Apply(Images.Turned(2, 1, 8, 8), ones(1, 8, 9)));
    }

    [Fact]
    public void SeveralChannels_AreRejected()
        => Assert.Throws<ArgumentException>(() => new UltrasoundConfidenceMapTransform().Apply(Images.Turned(2, 2, 8, 8)));

    [Fact]
    public void FewColumns_HaveNoMiddleToSearch()
        => Assert.Contains("10", Assert.Throws<ArgumentException>(() => new UltrasoundConfidenceMapTransform(SinkMode: SinkMode.Min).Apply(Images.Turned(2, 1, 8, 8))).Message);
}
