using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class DetectEnvelopeTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void AmplitudeOfAWave_IsFound(ScalarType type)
    {
        var time = arange(200, ScalarType.Float64) / 200;
        var amplitude = 2 + cos(2 * Math.PI * time);
        var wave = (amplitude * cos(2 * Math.PI * 40 * time)).view(1, 200, 1).expand(1, 200, 2).to_type(type);
        var envelope = new DetectEnvelope().Apply(new MetaTensor(wave)).Data;
        Assert.Equal(type, envelope.dtype);
        Assert.True(envelope[0, .., 1].to_type(ScalarType.Float64).allclose(amplitude, rtol: 1e-4));
    }

    [Fact]
    public void AnotherLength_CutsOrExtendsTheSignal()
        => Assert.Equal([2, 7, 9, 5], new DetectEnvelope(2, 9).Apply(Images.Turned()).Data.shape);

    [Fact]
    public void ImpossibleArguments_AreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectEnvelope(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectEnvelope(1, 0));
        Assert.Contains("0 to 3", Assert.Throws<ArgumentException>(() => new DetectEnvelope(4).Apply(Images.Turned())).Message);
    }
}
