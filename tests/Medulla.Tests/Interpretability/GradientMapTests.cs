using Medulla.Interpretability;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Interpretability;

public sealed class GradientMapTests
{
    [Fact]
    public void VanillaGrad_IsTheGradientOfTheClass()
    {
        // Class 0 has the higher score, 2 * mean; class 1 has -3 * mean; the mean is over 4 voxels.
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1], [[2], [-3]]);
        var x = ones(1, 1, 2, 2);

        Assert.True(new VanillaGrad(network).Compute(x).allclose(x * 0.5));
        Assert.True(new VanillaGrad(network).Compute(x, 1).allclose(x * -0.75));
        Assert.False(x.requires_grad);
        Assert.All(network.parameters(), weight => Assert.Null(weight.grad));
    }

    [Fact]
    public void SmoothGrad_TakesTheMeanOverSamples()
    {
        // The network is linear, so noise changes nothing; of n equal squares the root of the sum over n is |g| / sqrt(n).
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1], [[2], [-3]]);
        var x = rand([1, 1, 2, 2], generator: new Generator(1));

        Assert.True(new SmoothGrad(network, nSamples: 4).Compute(x, 1).allclose(ones_like(x) * 0.375));
        Assert.True(new SmoothGrad(network, nSamples: 4, magnitude: false).Compute(x, 1).allclose(ones_like(x) * -0.75));
    }

    [Fact]
    public void SmoothGrad_IsRepeatableWithAGenerator()
    {
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, -1], [[2, 1]], withRelu: true);
        var x = randn([1, 1, 6, 6], generator: new Generator(1));
        Tensor Map(ulong seed) => new SmoothGrad(network, stdevSpread: 0.5, nSamples: 3, generator: new Generator(seed)).Compute(x);

        Assert.True(Map(5).Equals(Map(5)));
        Assert.False(Map(5).Equals(Map(6)));
    }

    [Fact]
    public void GuidedBackprop_StopsNegativeGradients()
    {
        // Where x > 0 the first channel is active, with gradient 2 / 4; where x < 0 the second one, with -3 / 4 at its output: stopped.
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, -1], [[2, -3]], withRelu: true);
        var x = tensor([1f, 2, -1, -2], [1, 1, 2, 2]);

        var guided = new GuidedBackpropGrad(network).Compute(x);

        Assert.True(guided.allclose(tensor([0.5f, 0.5f, 0, 0], [1, 1, 2, 2])));
        Assert.True(new VanillaGrad(network).Compute(x).allclose(tensor([0.5f, 0.5f, 0.75f, 0.75f], [1, 1, 2, 2])));     // the hooks are gone
        Assert.True(new GuidedBackpropSmoothGrad(network, stdevSpread: 0, nSamples: 1).Compute(x).allclose(guided));
    }

    [Fact]
    public void Maps_KeepNoTensors()
    {
        using var network = TinyClassifier.Of([1, -1], [[2, -3]], withRelu: true);
        using var x = ones(1, 1, 2, 2);

        Assert.Equal(0, LiveTensors.Growth(() => new GuidedBackpropSmoothGrad(network, nSamples: 2).Compute(x).Dispose()));
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1], [[1]]);

        Assert.Contains("2 images", Assert.Throws<ArgumentException>(() => new VanillaGrad(network).Compute(ones(2, 1, 2, 2))).Message);
        Assert.Contains("no ReLU", Assert.Throws<ArgumentException>(() => new GuidedBackpropGrad(network).Compute(ones(1, 1, 2, 2))).Message);
        Assert.Contains("class_idx", Assert.Throws<ArgumentException>(() => new VanillaGrad(network).Compute(ones(1, 1, 2, 2), 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothGrad(network, stdevSpread: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothGrad(network, nSamples: 0));
    }
}
