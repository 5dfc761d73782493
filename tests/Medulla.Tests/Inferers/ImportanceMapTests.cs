using Medulla.Inferers;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class ImportanceMapTests
{
    [Fact]
    public void Constant_IsOne()
    {
        using var scope = NewDisposeScope();

        Assert.True(ImportanceMap.Compute([2, 3]).Equals(ones(2, 3)));
    }

    [Fact]
    public void Gaussian_IsTheProductOfItsAxes()
    {
        // Sizes 3 and 4 of scales 0.5 and 0.25 have deviations 1.5 and 1; the corner lies 1 and 1.5 from the centre.
        using var scope = NewDisposeScope();

        var map = ImportanceMap.Compute([3, 4], BlendMode.Gaussian, [0.5, 0.25]);

        Assert.Equal(Math.Exp(-1 / 4.5) * Math.Exp(-1.5 * 1.5 / 2), map[0, 0].item<float>(), 6);
        Assert.True(map.Equals(map.flip(0)) && map.Equals(map.flip(1)));
    }

    [Fact]
    public void Corners_AreAboveZero()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1e-3f, ImportanceMap.Compute([64, 64, 64], BlendMode.Gaussian, 0.02).min().item<float>());
    }
}
