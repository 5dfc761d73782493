using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class RandRicianNoiseTests
{
    [Fact]
    public void NoiseWithoutSignal_HasRayleighsMean()
    {
        var noisy = new RandRicianNoise(1, Std: 2, SampleStd: false).Apply(new MetaTensor(zeros(1, 200, 200)), 3).Data;
        Assert.Equal(2 * Math.Sqrt(Math.PI / 2), noisy.mean().item<float>(), 0.03);
        Assert.True((noisy >= 0).all().item<bool>());
    }

    [Fact]
    public void RelativeDeviation_GrowsWithTheChannel()
    {
        var image = Images.Turned(1, 1, 40, 40).Data;
        var both = cat([image, image * 100], 0);
        var noise = (new RandRicianNoise(1, Std: 0.1, ChannelWise: true, Relative: true, SampleStd: false).Apply(new MetaTensor(both), 3).Data - both).std([1, 2]);
        Assert.Equal(100, (noise[1] / noise[0]).item<float>(), 10f);
    }

    [Fact]
    public void EachKey_GetsNoiseOfItsOwn()
    {
        var sample = new Sample { ["a"] = Images.Turned(), ["b"] = Images.Turned() };
        var noisy = new RandRicianNoise(1).On("a", "b").Apply(sample, seed: 9);
        Assert.False(noisy.Image("a").Data.allclose(noisy.Image("b").Data));
    }

    [Fact]
    public void SeveralParameters_NeedChannels()
    {
        Assert.Contains("set channel_wise", Assert.Throws<ArgumentException>(() => new RandRicianNoise(1, Std: [1, 2]).Apply(Images.Turned(), 1)).Message);
        Assert.Contains("or 2", Assert.Throws<ArgumentException>(() => new RandRicianNoise(1, Std: [1, 2, 3], ChannelWise: true).Apply(Images.Turned(), 1)).Message);
    }
}
