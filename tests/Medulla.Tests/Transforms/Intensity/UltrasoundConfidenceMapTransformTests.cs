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

    [Fact]
    public void LooseTolerance_ComesNearTheExactMap()
    {
        var image = Images.Turned(2, 1, 40, 30);
        var exact = new UltrasoundConfidenceMapTransform().Apply(image).Data;
        var loose = new UltrasoundConfidenceMapTransform(UseCg: true).Apply(image).Data;
        Assert.InRange((exact - loose).abs().max().item<double>(), 0, 1e-3);
    }

    [Fact]
    public void RadioFrequency_IsReadAsItsEnvelope()
    {
        // A carrier of constant strength has a flat envelope, so all scan lines are alike.
        var carrier = (arange(32, ScalarType.Float64) * (Math.PI / 2)).sin().unsqueeze(1).expand(32, 12).unsqueeze(0);
        var map = new UltrasoundConfidenceMapTransform(Mode: UltrasoundMode.RF).Apply(new(carrier)).Data;
        Assert.InRange((map - map[TensorIndex.Colon, ..1]).abs().max().item<double>(), 0, 1e-9);
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
