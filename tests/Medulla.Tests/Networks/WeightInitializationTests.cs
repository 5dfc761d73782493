using Medulla.Networks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>How layers start.</summary>
public class WeightInitializationTests
{
    [Fact]
    public void Normal_DrawsConvolutionsAboutZero_NormalizationsAboutOne_AndLeavesTheRest()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(8, 64, 3), nn.BatchNorm2d(64), nn.Linear(64, 64), nn.PReLU(64));
        network.apply(part => WeightInitialization.Normal(part, 0.1));
        var state = network.state_dict();
        foreach (var (name, mean) in (ReadOnlySpan<(string, double)>)[("0.weight", 0), ("1.weight", 1), ("2.weight", 0)])
        {
            Assert.Equal(mean, state[name].mean().item<float>(), 0.06);
            Assert.InRange(state[name].std().item<float>(), 0.06f, 0.14f);
        }
        Assert.All((string[])["0.bias", "1.bias", "2.bias"], name => Assert.Equal(0, state[name].abs().max().item<float>()));
        Assert.Equal(0.25f, state["3.weight"][0].item<float>());
    }

    [Fact]
    public void Icnr_MakesEnlargedImagesWithoutCheckerboard()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var conv = Conv.Create(2, 3, 8, 3, padding: 1, bias: false);
        WeightInitialization.Icnr(conv, 2);
        var enlarged = PixelShuffle.Shuffle(conv.call(rand(1, 3, 5, 5)), 2, 2);
        Assert.True(enlarged.allclose(nn.functional.interpolate(nn.functional.avg_pool2d(enlarged, 2), scale_factor: [2, 2]), 1e-4, 1e-6));
        Assert.Throws<ArgumentException>(() => WeightInitialization.Icnr(conv, 3));
        Assert.Throws<ArgumentException>(() => WeightInitialization.Icnr(nn.Linear(1, 1), 2));
    }
}
