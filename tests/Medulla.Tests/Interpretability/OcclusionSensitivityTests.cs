using Medulla.Interpretability;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Interpretability;

public sealed class OcclusionSensitivityTests : IDisposable
{
    // Scores are the sum of the image and its negative.
    private readonly nn.Module<Tensor, Tensor> network = TinyClassifier.Of([16], [[1], [-1]]);

    public void Dispose() => network.Dispose();

    [Fact]
    public void Map_SaysWhatRemainsOfTheScore()
    {
        using var scope = NewDisposeScope();
        var x = arange(16, ScalarType.Float32).view(1, 1, 4, 4);

        var (map, classes) = new OcclusionSensitivity(network, 2, 3, mode: 0.0, overlap: 0, activate: false).Compute(x);

        // All of it is 120; the first quarter holds 0 + 1 + 4 + 5.
        var quarters = tensor([110f, 102, 78, 70], [1, 1, 2, 2]).repeat_interleave(2, 2).repeat_interleave(2, 3);
        Assert.True(map.allclose(cat([quarters, -quarters], 1)));
        Assert.True(classes.Equals(zeros([1, 1, 4, 4], ScalarType.Int64)));
    }

    [Theory]
    [InlineData("mean_img", 120 - 10 + 30)]
    [InlineData("mean_patch", 120)]
    public void Means_TakeThePlaceOfThePart(string mode, float expected)
    {
        // The image's mean is 7.5, so 4 voxels of it make 30; a part's own mean changes nothing.
        using var scope = NewDisposeScope();
        var x = arange(16, ScalarType.Float32).view(1, 1, 4, 4);

        var (map, _) = new OcclusionSensitivity(network, 2, mode: mode, overlap: 0, activate: false).Compute(x);

        Assert.Equal(expected, map[0, 0, 0, 0].item<float>(), 3);
    }

    [Fact]
    public void Functions_MayReplaceAndActivate()
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor, Tensor> replace = (image, part) => part * 0 + image.max();
        Func<Tensor, Tensor> activate = scores => scores * 2;

        var (map, _) = new OcclusionSensitivity(network, 4, mode: replace, activate: activate).Compute(arange(16, ScalarType.Float32).view(1, 1, 4, 4));

        Assert.Equal(2 * 16 * 15, map[0, 0, 0, 0].item<float>(), 2);
    }

    [Fact]
    public void Gaussian_HidesTheMiddleOfAPart()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 1, 9, 9);
        x[0, 0, 4, 4] = 8;

        var (map, classes) = new OcclusionSensitivity(network, 5, overlap: 0.8).Compute(x);

        // A sigmoid for one channel: 0.5 where the bright voxel is hidden.
        Assert.True(map[0, 0, 4, 4].item<float>() < map[0, 0, 0, 0].item<float>());
        Assert.Equal([1, 2, 9, 9], map.shape);
        Assert.Equal([1, 1, 9, 9], classes.shape);
    }

    [Fact]
    public void Box_ShowsItsPartOfTheMap()
    {
        using var scope = NewDisposeScope();
        var x = rand([1, 1, 8, 8], generator: new Generator(1));
        OcclusionSensitivity all = new(network, 1, mode: 0.0, overlap: 0);

        var (map, _) = all.Compute(x, [2, 5, -1, -1]);

        Assert.True(map.allclose(all.Compute(x).Sensitivity.narrow(2, 2, 3)));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, 1, 4, 4);
        OcclusionSensitivity map = new(network, 2);

        Assert.Contains("2 images", Assert.Throws<ArgumentException>(() => map.Compute(ones(2, 1, 4, 4))).Message);
        Assert.Contains("16 voxels", Assert.Throws<ArgumentException>(() => new OcclusionSensitivity(network).Compute(x)).Message);
        Assert.Contains("mask_size", Assert.Throws<ArgumentException>(() => new OcclusionSensitivity(network, [2, 2, 2]).Compute(x)).Message);
        Assert.Contains("b_box", Assert.Throws<ArgumentException>(() => map.Compute(x, [0, 2])).Message);
        Assert.Contains("holds none", Assert.Throws<ArgumentException>(() => map.Compute(x, [3, 2, 0, 2])).Message);
        Assert.Contains("'blur'", Assert.Throws<ArgumentException>(() => new OcclusionSensitivity(network, mode: "blur")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OcclusionSensitivity(network, overlap: 1));
    }
}
