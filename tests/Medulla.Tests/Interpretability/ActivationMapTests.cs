using Medulla.Inferers;
using Medulla.Interpretability;
using TorchSharp;
using static TorchSharp.torch;
using DenseNet = Medulla.Networks.Nets.DenseNet;

namespace Medulla.Tests.Interpretability;

public sealed class ActivationMapTests
{
    [Fact]
    public void CAM_IsTheLastLayerAtEachPlace()
    {
        // Channels x and -2x; class 1 scores 3 times the first and once the second: x.
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, -2], [[5, 5], [3, 1]]);
        var x = arange(12, ScalarType.Float32).view(2, 1, 2, 3);

        var map = new CAM(network, "conv").ComputeMap(x, 1);

        Assert.True(map.allclose(x));
    }

    [Fact]
    public void GradCAM_WeighsChannelsByTheirMeanGradient()
    {
        // The gradient of class 0 at each of 6 places is 3 / 6 and -1 / 6, so the map is (3 x - 2 x) / 6, where positive.
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, 2], [[3, -1]]);
        var x = tensor([-1f, 2, 3, 4, -5, 6], [1, 1, 2, 3]);

        Assert.True(new GradCAM(network, "conv").ComputeMap(x).allclose(x.relu() / 6));
    }

    [Fact]
    public void GradCAMpp_FollowsTheFormula()
    {
        // One voxel: a = 2, g = 0.5, score 1; alpha = g^2 / (2 g^2 + a g^3) = 1 / 3, weight = alpha * e * g, map = weight * a.
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1], [[0.5f]]);

        var map = new GradCAMpp(network, "conv").ComputeMap(ones(1, 1, 1, 1) * 2);

        Assert.Equal(Math.E / 3, map.item<float>(), 4);
    }

    [Fact]
    public void EachImage_HasTheMapOfItsOwnClass()
    {
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, 2], [[3, -1], [1, 1]]);
        var x = rand([2, 1, 4, 4], generator: new Generator(1));
        GradCAM map = new(network, "conv");

        var both = map.ComputeMap(x, [0, 1]);

        Assert.True(both[0].allclose(map.ComputeMap(x.narrow(0, 0, 1), 0)[0]));
        Assert.True(both[1].allclose(map.ComputeMap(x.narrow(0, 1, 1), 1)[0]));
    }

    [Fact]
    public void LayersOfOurNetworks_AreSeen()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using DenseNet network = new(2, 1, 3, initFeatures: 4, growthRate: 2, blockConfig: [2, 1]);
        foreach (var weight in network.parameters())
        {
            weight.requires_grad = false;                    // frozen weights are no hindrance
        }
        network.train();
        var x = rand([2, 1, 32, 32], generator: new Generator(1));

        var map = new GradCAM(network, "class_layers.relu").ComputeMap(x, [2, 0]);

        Assert.True(network.training);
        network.eval();
        var features = LayerProbe.Find(network, "features").call(x).relu().detach().requires_grad_(true);
        var logits = LayerProbe.Find(network, "class_layers.out").call(features.mean([2, 3]));
        var gradient = autograd.grad([logits[0, 2] + logits[1, 0]], [features], allow_unused: true)[0];
        var expected = (gradient.mean([2, 3], keepdim: true) * features).sum([1], keepdim: true).relu();
        Assert.True(map.allclose(expected, 1e-4, 1e-6));
        Assert.Equal(map.shape, new GradCAM(network, "class_layers.relu").FeatureMapSize([2, 1, 32, 32]));
    }

    [Fact]
    public void FinishedMap_HasTheImagesSizeAndGoesFromOneToZero()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using DenseNet network = new(3, 1, 3, initFeatures: 4, growthRate: 2, blockConfig: [1]);
        var x = rand([2, 1, 16, 12, 16], generator: new Generator(1));

        var map = new CAM(network, ["features", "class_layers.relu"], "class_layers.out").Compute(x);

        Assert.Equal([2, 1, 16, 12, 16], map.shape);
        Assert.True(map.flatten(1).amax([1]).allclose(ones(2)));
        Assert.True(map.flatten(1).amin([1]).abs().max().item<float>() < 1e-6);
    }

    [Theory]
    [InlineData(CamMethod.CAM)]
    [InlineData(CamMethod.GradCAM)]
    [InlineData(CamMethod.GradCAMpp)]
    public void SaliencyInferer_GivesTheMap(CamMethod method)
    {
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1, 2], [[3, -1], [1, 1]]);
        var x = rand([2, 1, 4, 4], generator: new Generator(1));
        ActivationMap map = method switch { CamMethod.CAM => new CAM(network, "conv"), CamMethod.GradCAM => new GradCAM(network, "conv"), _ => new GradCAMpp(network, "conv") };

        Assert.True(new SaliencyInferer(method, "conv", 1).Infer(x, network).allclose(map.Compute(x, 1)));
    }

    [Fact]
    public void NetworkAndMemory_StayAsTheyWere()
    {
        using var network = TinyClassifier.Of([1, 2], [[3, -1], [1, 1]]);
        using var x = ones(1, 1, 4, 4);

        Assert.Equal(0, LiveTensors.Growth(() => new GradCAMpp(network, "conv").Compute(x).Dispose()));
        Assert.All(network.parameters(), weight => Assert.Null(weight.grad));
        Assert.False(x.requires_grad);
    }

    [Fact]
    public void WrongArguments_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var network = TinyClassifier.Of([1], [[1], [2]]);
        using IdleNetwork idle = new();
        var x = ones(1, 1, 2, 2);

        Assert.Contains("did you mean 'conv'", Assert.Throws<ArgumentException>(() => new GradCAM(network, "convs")).Message);
        Assert.Contains("'out'", Assert.Throws<ArgumentException>(() => new CAM(network, "conv", "out")).Message);
        Assert.Contains("classes 0 to 1", Assert.Throws<ArgumentException>(() => new GradCAM(network, "conv").Compute(x, 2)).Message);
        Assert.Contains("class_idx is [0, 1]", Assert.Throws<ArgumentException>(() => new GradCAM(network, "conv").Compute(x, [0, 1])).Message);
        Assert.Contains("layer_idx", Assert.Throws<ArgumentException>(() => new GradCAM(network, "conv").Compute(x, 0, 1)).Message);
        Assert.Contains("was not called", Assert.Throws<InvalidOperationException>(() => new GradCAM(idle, "unused").Compute(x)).Message);
    }

    /// <summary>A network with a layer that it does not use.</summary>
    private sealed class IdleNetwork : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear unused = nn.Linear(1, 1);

        public IdleNetwork()
            : base("idle") => register_module("unused", unused);

        public override Tensor forward(Tensor input) => input.mean([2, 3]);
    }
}
