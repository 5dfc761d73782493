using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class KSpaceSpikeNoiseTests
{
    [Fact]
    public void PlaneWave_GivesWhatTheSpectrumGives()
    {
        var image = Images.Turned();
        using var scope = NewDisposeScope();
        long[] axes = [1, 2, 3];
        var spectrum = fft.fftshift(fft.fftn(image.Data, dim: axes), axes);
        foreach (var channel in new[] { 0, 1 })
        {
            var old = spectrum[channel, 2, 3, 1].clone();
            spectrum[channel, 2, 3, 1] = old / old.abs() * Math.Exp(8);
        }
        var first = spectrum[1, 6, 0, 4].clone();
        spectrum[1, 6, 0, 4] = first / first.abs() * Math.Exp(7);
        var straight = fft.ifftn(fft.ifftshift(spectrum, axes), dim: axes).real;
        var fast = new KSpaceSpikeNoise([[2, 3, 1], [1, 6, 0, 4]], [8, 7]).Apply(image);
        Images.AssertSame(image.WithData(straight), fast, 1e-3);
    }

    [Fact]
    public void FlatList_IsOneLocation() => Assert.Equal(new KSpaceSpikeNoise([[1, 2, 3]], 5), new KSpaceSpikeNoise([1, 2, 3], 5));

    [Fact]
    public void LastSpikeAtAPlace_Counts()
        => Images.AssertSame(
            new KSpaceSpikeNoise([[2, 3, 1]], 6).Apply(Images.Turned()), new KSpaceSpikeNoise([[2, 3, 1], [2, 3, 1]], [9, 6]).Apply(Images.Turned()));

    [Fact]
    public void DefaultStrength_IsFoundForEachChannel()
    {
        var image = Images.Turned();
        var expected = KSpaceSpikeNoise.DefaultIntensity(image.Data);
        Images.AssertSame(new KSpaceSpikeNoise([[0, 1, 1, 1], [1, 1, 1, 1]], expected).Apply(image), new KSpaceSpikeNoise([1, 1, 1]).Apply(image), 1e-3);
    }

    [Fact]
    public void StrengthForEachLocation_IsNeeded()
        => Assert.Contains("2 values and Loc 1", Assert.Throws<ArgumentException>(() => new KSpaceSpikeNoise([[1, 2, 3]], [4, 5])).Message);

    [Theory]
    [InlineData(7, 0, 0)]
    [InlineData(0, 0, 5)]
    [InlineData(-1, 0, 0)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(1, 1)]
    public void LocationOutside_IsRejected(params int[] location)
        => Assert.Throws<ArgumentException>(() => new KSpaceSpikeNoise([location], 5).Apply(Images.Turned()));

    [Fact]
    public void SeveralRanges_NeedChannels()
    {
        Assert.Throws<ArgumentException>(() => new RandKSpaceSpikeNoise(1, [[1, 2], [3, 4]], ChannelWise: false));
        Assert.Throws<ArgumentException>(() => new RandKSpaceSpikeNoise(1, [[1, 2], [3, 4], [5, 6]]).Apply(Images.Turned(), 0));
    }
}
