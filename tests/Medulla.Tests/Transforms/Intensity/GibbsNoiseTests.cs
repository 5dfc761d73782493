using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class GibbsNoiseTests
{
    [Theory]
    [InlineData(7, 6, 5)]
    [InlineData(8, 4, 6)]
    public void HalfSpectrum_GivesWhatTheWholeOneGives(long x, long y, long z)
    {
        long[] shape = [x, y, z];
        var image = Images.Turned(4, 2, shape);
        using var scope = NewDisposeScope();
        long[] axes = [1, 2, 3];
        var squared = zeros(1, ScalarType.Float64);
        foreach (var n in shape)
        {
            squared = squared.unsqueeze(-1) + (arange(n, ScalarType.Float64) - (n - 1) / 2.0).square();
        }
        var inside = squared.sqrt().le(0.6 * shape.Max() * Math.Sqrt(2) / 2);
        var spectrum = fft.fftshift(fft.fftn(image.Data, dim: axes), axes) * inside;
        var straight = fft.ifftn(fft.ifftshift(spectrum, axes), dim: axes).real;
        Images.AssertSame(image.WithData(straight), new GibbsNoise(0.4).Apply(image), 1e-3);
    }

    [Fact]
    public void NoStrength_LeavesTheImage() => Images.AssertSame(Images.Turned(), new GibbsNoise(0).Apply(Images.Turned()), 1e-4);

    [Fact]
    public void FullStrength_LeavesNothing() => Assert.All(new GibbsNoise(1).Apply(Images.Turned(0, 1, 4, 4)).Voxels(), voxel => Assert.Equal(0, voxel, 1e-4));

    [Fact]
    public void Integers_BecomeFloat32()
        => Assert.Equal(ScalarType.Float32, new GibbsNoise().Apply(new(ones(1, 4, 4, dtype: ScalarType.Int32))).Data.dtype);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void StrengthBeyondItsRange_IsRejected(double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GibbsNoise(alpha));
        Assert.Throws<ArgumentException>(() => new RandGibbsNoise(1, [0, alpha]));
    }

    [Fact]
    public void EndsOutOfOrder_AreRejected() => Assert.Throws<ArgumentException>(() => new RandGibbsNoise(1, [0.5, 0.2]));

    [Fact]
    public void SingleNumber_IsTheUpperEnd() => Assert.Equal([0, 0.3], new RandGibbsNoise(1, 0.3).Alpha!);
}
