using Medulla.Inferers;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public class VQVAETransformerInfererTests
{
    private const int Entries = 5;
    private static readonly VQVAETransformerInferer Inferer = new();
    private static readonly Ordering Path = new(OrderingType.SCurve, 2, [1, 4, 4]);

    // Images of 8 x 8 have features of 4 x 4, so sequences of 16 tokens.
    private static VQVAE Autoencoder()
    {
        var network = new VQVAE(2, 1, 1, 4, 1, 4, [[2, 4, 1, 1]], [[2, 4, 1, 1, 0]], Entries, 3);
        network.eval();
        return network;
    }

    private static DecoderOnlyTransformer Transformer(int longest = 16, bool conditioned = false)
    {
        var network = new DecoderOnlyTransformer(Entries + 1, longest, 8, 1, 2, withCrossAttention: conditioned);
        network.eval();
        return network;
    }

    [Fact]
    public void Prediction_ScoresEveryToken_AndTrainsTheTransformerAlone()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer();
        var images = rand(2, 1, 8, 8);
        var (prediction, target, size) = Inferer.InferWithLatent(images, autoencoder, transformer, Path);
        Assert.Equal([2, 16, Entries + 1], prediction.shape);
        Assert.Equal([4, 4], size);
        Assert.True(target.eq(autoencoder.IndexQuantize(images).flatten(1).index_select(1, tensor(Path.GetSequenceOrdering()))).all().item<bool>());
        prediction.sum().backward();
        Assert.Null(autoencoder.parameters().First().grad);
        Assert.NotNull(transformer.parameters().First().grad);
        using var prediction2 = Inferer.Infer(images, autoencoder, transformer, Path);
        Assert.True(prediction.allclose(prediction2));
        Assert.IsType<ValueTuple<Tensor, Tensor, long[]>>(Inferer.Run(images, autoencoder, transformer, Path, returnLatent: true));
    }

    [Fact]
    public void LongSequences_AreTrainedInParts()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer(6);
        var (prediction, target, _) = Inferer.InferWithLatent(rand(2, 1, 8, 8), autoencoder, transformer, Path);
        Assert.Equal([2, 6, Entries + 1], prediction.shape);
        Assert.Equal([2, 6], target.shape);
    }

    [Fact]
    public void Samples_AreImages_WhateverTheTransformersLength()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer(6, conditioned: true);
        var (begin, context) = (full([2, 1], Entries, ScalarType.Int64), rand(2, 3, 8));
        var before = scope.DisposablesCount;
        List<int> told = [];
        var images = new VQVAETransformerInferer { EachToken = told.Add }.Sample([4, 4], begin, autoencoder, transformer, Path, context, temperature: 0.5, topK: 2);
        Assert.Equal(before + 1, scope.DisposablesCount);
        Assert.Equal([2, 1, 8, 8], images.shape);
        Assert.Equal(Enumerable.Range(1, 16), told);
    }

    [Fact]
    public void LikeliestToken_IsSampledAlone_EvenWhereTheBeginningIsLikelier()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer();
        var named = transformer.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        using (no_grad())
        {
            named["to_logits.weight"].zero_();
            named["to_logits.bias"].copy_(tensor([0f, 1, 2, 7, 3, 9]));
        }
        var images = Inferer.Sample([4, 4], full([1, 1], Entries, ScalarType.Int64), autoencoder, transformer, Path, topK: 1);
        Assert.True(images.allclose(autoencoder.DecodeSamples(full([1, 4, 4], 3, ScalarType.Int64))));
    }

    [Fact]
    public void Likelihood_IsThatOfThePrediction_BackInPlace()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer();
        var images = rand(2, 1, 8, 8);
        var (prediction, target, _) = Inferer.InferWithLatent(images, autoencoder, transformer, Path);
        var expected = prediction.softmax(-1).gather(2, target.unsqueeze(2)).squeeze(2).log();
        var likelihood = Inferer.GetLikelihood(images, autoencoder, transformer, Path);
        Assert.Equal([2, 4, 4], likelihood.shape);
        Assert.True(expected.allclose(likelihood.flatten(1).index_select(1, tensor(Path.GetSequenceOrdering())), 1e-4, 1e-5));
        Assert.Equal([2, 1, 8, 8], Inferer.GetLikelihood(images, autoencoder, transformer, Path, resampleLatentLikelihoods: true).shape);
    }

    [Fact]
    public void LikelihoodOfLongSequences_SeesTheTokensBefore()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer(6);
        var images = rand(1, 1, 8, 8);
        const int rest = 6;
        var likelihood = Inferer.GetLikelihood(images, autoencoder, transformer, Path).flatten(1).index_select(1, tensor(Path.GetSequenceOrdering()));
        var tokens = autoencoder.IndexQuantize(images).flatten(1).index_select(1, tensor(Path.GetSequenceOrdering()));
        // The last token, foretold by hand from the six before it.
        var last = transformer.call(tokens.narrow(1, 15 - rest, rest)).select(1, -1).softmax(-1)[0][tokens[0, 15].item<long>()].log();
        Assert.Equal(last.item<float>(), likelihood[0, 15].item<float>(), 1e-4f);
    }

    [Fact]
    public void WhatDoesNotFit_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var autoencoder = Autoencoder();
        using var transformer = Transformer();
        var begin = full([1, 1], Entries, ScalarType.Int64);
        Assert.Contains("64 voxels", Assert.Throws<ArgumentException>(
            () => Inferer.Infer(rand(1, 1, 8, 8), autoencoder, transformer, new Ordering(OrderingType.RasterScan, 2, [1, 8, 8]))).Message);
        Assert.Throws<ArgumentException>(() => Inferer.Sample([4, 4], zeros(3, ScalarType.Int64), autoencoder, transformer, Path));
        Assert.Throws<ArgumentException>(() => Inferer.Sample([4, 4], begin, autoencoder, transformer, Path, temperature: 0));
        Assert.Throws<ArgumentException>(() => Inferer.Sample([4, 4], begin, autoencoder, transformer, Path, topK: 0));
        Assert.Throws<ArgumentException>(() => Inferer.GetLikelihood(
            rand(1, 1, 8, 8), autoencoder, transformer, Path, resampleLatentLikelihoods: true, resampleInterpolationMode: InterpolateMode.Area));
    }
}
