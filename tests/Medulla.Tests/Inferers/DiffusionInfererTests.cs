using Medulla.Inferers;
using Medulla.Networks.Nets;
using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public class DiffusionInfererTests
{
    private static DDIMScheduler InSteps(int count)
    {
        var scheduler = new DDIMScheduler(100, clipSample: false);
        scheduler.SetTimesteps(count);
        return scheduler;
    }

    [Fact]
    public void PerfectNetwork_GeneratesTheImage_AndEachStepIsTold()
    {
        using var scope = NewDisposeScope();
        var scheduler = InSteps(5);
        var (image, noise) = (rand(1, 1, 4, 4), randn(1, 1, 4, 4));
        List<double> times = [];
        var sample = new DiffusionInferer(scheduler).Sample(
            scheduler.AddNoise(image, noise, tensor([80L])), new Network((_, _, _) => noise.alias()), eachStep: (time, x) => times.Add(time));
        Assert.True(allclose(image, sample, rtol: 1e-3, atol: 1e-3));
        Assert.Equal([80, 60, 40, 20, 0], times);
    }

    [Fact]
    public void RectifiedFlow_EndsAtTheImage()
    {
        using var scope = NewDisposeScope();
        var scheduler = new RFlowScheduler();
        scheduler.SetTimesteps(3);
        var (image, noise) = (rand(1, 1, 4, 4), randn(1, 1, 4, 4));
        var sample = new DiffusionInferer(scheduler).Sample(noise, new Network((_, _, _) => image - noise));
        Assert.True(allclose(image, sample, rtol: 1e-3, atol: 1e-3));
    }

    [Fact]
    public void Guidance_StrengthensWhatTheConditionChanges()
    {
        using var scope = NewDisposeScope();
        var scheduler = InSteps(1);
        var noise = randn(1, 1, 4, 4);
        // The network predicts the condition itself: -1 without it, 0.5 with it. Three times the difference is 3.5.
        var network = new Network((x, _, context) => context!.expand(-1, 4, 4).unsqueeze(1) + zeros_like(x));
        var guided = new DiffusionInferer(scheduler).Sample(noise, network, conditioning: full([1, 1, 1], 0.5f), cfg: 3);
        var plain = scheduler.Step(full_like(noise, -1 + 3 * 1.5), 0, noise).Previous;
        Assert.True(allclose(plain, guided, rtol: 1e-4, atol: 1e-4));
    }

    [Fact]
    public void ConcatenatedCondition_BecomesChannels_AndIsNeeded()
    {
        using var scope = NewDisposeScope();
        var inferer = new DiffusionInferer(InSteps(2));
        var network = new Network((x, _, context) => context is null && x.shape[1] == 3 ? x.narrow(1, 0, 1) : throw new InvalidOperationException());
        Assert.Equal([1, 1, 4, 4], inferer.Sample(randn(1, 1, 4, 4), network, conditioning: rand(1, 2, 4, 4), mode: Conditioning.Concat).shape);
        Assert.Throws<ArgumentException>(() => inferer.Sample(randn(1, 1, 4, 4), network, mode: Conditioning.Concat));
    }

    [Fact]
    public void LatentImages_ArePaddedForTheNetwork_AndCroppedAgain()
    {
        using var scope = NewDisposeScope();
        var inferer = new LatentDiffusionInferer(InSteps(2), 2, ldmLatentShape: [8, 8], autoencoderLatentShape: [5, 6]);
        var network = new Network((x, _, _) => x.shape[2..] is [8, 8] ? zeros_like(x) : throw new InvalidOperationException());
        var predicted = inferer.Infer(rand(2, 1, 5, 6), new Identity(), network, randn(2, 1, 8, 8), tensor([3L, 9L]));
        Assert.Equal([2, 1, 8, 8], predicted.shape);
        Assert.Equal([1, 1, 5, 6], inferer.Sample(randn(1, 1, 8, 8), new Identity(), network).shape);
        Assert.Throws<ArgumentException>(() => new LatentDiffusionInferer(InSteps(2), ldmLatentShape: [8, 8]));
    }

    [Fact]
    public void RealNetworks_UnderControl_GenerateImagesOfTheAutoencodersSize()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = new AutoencoderKL(2, numResBlocks: 1, channels: [4, 4], attentionLevels: [false, false], latentChannels: 2, normNumGroups: 2);
        using var network = new DiffusionModelUNet(2, 2, 2, 1, [4, 4], [false, true], 2, numHeadChannels: 4);
        using var control = new ControlNet(2, 2, 1, [4, 4], [false, true], 2, numHeadChannels: 4, conditioningEmbeddingNumChannels: [4]);
        var inferer = new ControlNetLatentDiffusionInferer(InSteps(2));
        var before = scope.DisposablesCount;
        var (noise, mask) = (randn(1, 2, 4, 4), rand(1, 1, 8, 8));
        var image = inferer.Sample(noise, autoencoder, network, control, mask, cfg: 2);
        Assert.Equal([1, 1, 8, 8], image.shape);
        Assert.Equal(before + 3, scope.DisposablesCount);
        var predicted = inferer.Infer(rand(1, 1, 8, 8), autoencoder, network, control, noise, tensor([5L]), mask);
        predicted.sum().backward();
        Assert.Null(autoencoder.parameters().First().grad);
        Assert.NotNull(network.parameters().First().grad);
    }

    private sealed class Network(Func<Tensor, Tensor, Tensor?, Tensor> predict) : IDiffusionNetwork
    {
        public Tensor Denoise(
            Tensor x, Tensor timesteps, Tensor? context = null, Tensor? seg = null, IReadOnlyList<Tensor>? downBlockAdditionalResiduals = null,
            Tensor? midBlockAdditionalResidual = null)
            => predict(x, timesteps, context);
    }

    private sealed class Identity : ILatentAutoencoder
    {
        public Tensor ToLatent(Tensor x) => x.alias();

        public Tensor FromLatent(Tensor z, Tensor? seg = null) => z.alias();
    }
}
