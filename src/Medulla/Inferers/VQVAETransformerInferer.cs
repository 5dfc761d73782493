using Medulla.Imaging;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using Medulla.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>
/// Trains a transformer on images that a VQ-VAE has made sequences of tokens, generates images by both, and says how likely images are.
/// A sequence begins with the token whose number is that of the codebook's entries. Tudosiu et al., Morphology-preserving autoregressive
/// 3D generative modelling of the brain (2022); Graham et al., Transformer-based out-of-distribution detection (2022).
/// </summary>
public sealed class VQVAETransformerInferer
{
    /// <summary>Told how many tokens were generated or scored so far.</summary>
    public Action<int>? EachToken { get; init; }

    /// <summary>Draws where parts of long sequences begin; libtorch's generator if null.</summary>
    public RandomState? Random { get; init; }

    /// <summary>What the transformer expects at each place of the images' sequences, to be trained on.</summary>
    /// <param name="inputs">Images [B, C, spatial...].</param>
    /// <param name="vqvaeModel">The autoencoder; it gets no gradients.</param>
    /// <param name="transformerModel">The transformer, of one token more than the codebook has entries.</param>
    /// <param name="ordering">How the autoencoder's features become a sequence.</param>
    /// <param name="condition">What the transformer attends to, [B, M, C]; nothing if null.</param>
    /// <returns>Scores [B, N, tokens]; of a part begun at random where sequences are longer than the transformer's longest.</returns>
    /// <exception cref="ArgumentException">The features are of another size than the ordering is for.</exception>
    public Tensor Infer(Tensor inputs, VQVAE vqvaeModel, DecoderOnlyTransformer transformerModel, Ordering ordering, Tensor? condition = null)
    {
        using var scope = NewDisposeScope();
        return InferWithLatent(inputs, vqvaeModel, transformerModel, ordering, condition).Prediction.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Infer"/>, with what the scores are to be compared to.</summary>
    /// <returns>The scores; the tokens [B, N] that should be foretold; the spatial size of the autoencoder's features.</returns>
    /// <inheritdoc cref="Infer" path="/param"/>
    /// <inheritdoc cref="Infer" path="/exception"/>
    public (Tensor Prediction, Tensor Target, long[] LatentSpatialDim) InferWithLatent(
        Tensor inputs, VQVAE vqvaeModel, DecoderOnlyTransformer transformerModel, Ordering ordering, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(transformerModel);
        using var scope = NewDisposeScope();
        var (tokens, size) = Tokens(inputs, vqvaeModel, ordering);
        var length = tokens.shape[1] - 1;
        var part = Math.Min(length, transformerModel.MaxSeqLen);
        var start = part == length ? 0 : Random?.RandInt(length - part + 1) ?? randint(0, length - part + 1, [1]).item<long>();
        var prediction = transformerModel.call(tokens.narrow(1, start, part), condition);
        return (prediction.MoveToOuterDisposeScope(), tokens.narrow(1, start + 1, part).MoveToOuterDisposeScope(), size);
    }

    /// <summary>The reference's form of both: the scores, or with <paramref name="returnLatent"/> what <see cref="InferWithLatent"/> returns.</summary>
    /// <param name="inputs">See <see cref="Infer"/>.</param>
    /// <param name="vqvaeModel">See <see cref="Infer"/>.</param>
    /// <param name="transformerModel">See <see cref="Infer"/>.</param>
    /// <param name="ordering">See <see cref="Infer"/>.</param>
    /// <param name="condition">See <see cref="Infer"/>.</param>
    /// <param name="returnLatent">Whether tokens and size are returned too.</param>
    [ReferenceName("call")]
    public object Run(
        Tensor inputs, VQVAE vqvaeModel, DecoderOnlyTransformer transformerModel, Ordering ordering, Tensor? condition = null, bool returnLatent = false)
        => returnLatent
            ? InferWithLatent(inputs, vqvaeModel, transformerModel, ordering, condition)
            : Infer(inputs, vqvaeModel, transformerModel, ordering, condition);

    /// <summary>Generates images token by token, without gradients.</summary>
    /// <param name="latentSpatialDim">Spatial size of the autoencoder's features.</param>
    /// <param name="startingTokens">The token that begins a sequence, [B, 1]: the number of the codebook's entries.</param>
    /// <param name="vqvaeModel">The autoencoder.</param>
    /// <param name="transformerModel">The transformer.</param>
    /// <param name="ordering">How the features become a sequence.</param>
    /// <param name="conditioning">What the transformer attends to, [B, M, C]; nothing if null.</param>
    /// <param name="temperature">Scores are divided by it: below 1 likely tokens come more often, above 1 less.</param>
    /// <param name="topK">Only so many of the likeliest tokens may come; all if null.</param>
    /// <param name="verbose">Accepted for configurations' sake; progress is told to <see cref="EachToken"/>.</param>
    /// <returns>Images [B, C, spatial...].</returns>
    /// <exception cref="ArgumentException">Tokens are no [B, 1], temperature or topK is not positive, or the size is not the ordering's.</exception>
    public Tensor Sample(
        Values<int> latentSpatialDim, Tensor startingTokens, VQVAE vqvaeModel, DecoderOnlyTransformer transformerModel, Ordering ordering, Tensor? conditioning = null,
        double temperature = 1, int? topK = null, bool verbose = true)
    {
        ArgumentNullException.ThrowIfNull(latentSpatialDim);
        ArgumentNullException.ThrowIfNull(startingTokens);
        ArgumentNullException.ThrowIfNull(vqvaeModel);
        ArgumentNullException.ThrowIfNull(transformerModel);
        ArgumentNullException.ThrowIfNull(ordering);
        if (startingTokens.Dimensions != 2 || startingTokens.shape[1] != 1)
        {
            throw new ArgumentException($"VQVAETransformerInferer: startingTokens is [{string.Join(", ", startingTokens.shape)}]; [B, 1] is expected.", nameof(startingTokens));
        }
        if (!(temperature > 0) || topK < 1)
        {
            throw new ArgumentException($"VQVAETransformerInferer: temperature is {temperature} and topK {topK}; more than 0 is expected.", topK < 1 ? nameof(topK) : nameof(temperature));
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var tokens = startingTokens.to_type(ScalarType.Int64);
        var length = latentSpatialDim.Aggregate(1, (product, size) => product * size);
        for (var i = 1; i <= length; i++)
        {
            using var step = NewDisposeScope();
            var context = Math.Min(tokens.shape[1], transformerModel.MaxSeqLen);
            var scores = transformerModel.call(tokens.narrow(1, tokens.shape[1] - context, context), conditioning).select(1, -1) / temperature;
            scores.narrow(1, vqvaeModel.NumEmbeddings, 1).fill_(float.NegativeInfinity);   // a sequence does not begin again
            if (topK is { } kept)
            {
                var (likeliest, _) = scores.topk(Math.Min(kept, vqvaeModel.NumEmbeddings), -1);
                scores = scores.masked_fill(scores < likeliest.narrow(1, -1, 1), float.NegativeInfinity);
            }
            var longer = cat([tokens, multinomial(scores.softmax(-1), 1)], 1).MoveToOuterDisposeScope();
            tokens.Dispose();
            tokens = longer;
            EachToken?.Invoke(i);
        }
        var voxels = ordering.ToVoxels(tokens.narrow(1, 1, length)).reshape([startingTokens.shape[0], .. latentSpatialDim.Select(size => (long)size)]);
        return vqvaeModel.DecodeSamples(voxels).MoveToOuterDisposeScope();
    }

    /// <summary>The logarithm of how likely the transformer finds each token of images, without gradients.</summary>
    /// <param name="inputs">Images [B, C, spatial...].</param>
    /// <param name="vqvaeModel">The autoencoder.</param>
    /// <param name="transformerModel">The transformer.</param>
    /// <param name="ordering">How the features become a sequence.</param>
    /// <param name="condition">What the transformer attends to, [B, M, C]; nothing if null.</param>
    /// <param name="resampleLatentLikelihoods">Whether the result is brought to the images' size.</param>
    /// <param name="resampleInterpolationMode">How, which is nearest or as linear as the images have axes.</param>
    /// <param name="verbose">Accepted for configurations' sake.</param>
    /// <returns>[B, spatial'...] as the features have them, or [B, 1, spatial...] if resampled.</returns>
    /// <exception cref="ArgumentException">The mode is another, or the features are of another size than the ordering is for.</exception>
    public Tensor GetLikelihood(
        Tensor inputs, VQVAE vqvaeModel, DecoderOnlyTransformer transformerModel, Ordering ordering, Tensor? condition = null, bool resampleLatentLikelihoods = false,
        InterpolateMode resampleInterpolationMode = InterpolateMode.Nearest, bool verbose = false)
    {
        ArgumentNullException.ThrowIfNull(transformerModel);
        if (resampleLatentLikelihoods && resampleInterpolationMode is not (InterpolateMode.Nearest or InterpolateMode.Bilinear or InterpolateMode.Trilinear))
        {
            throw new ArgumentException(
                $"VQVAETransformerInferer: resampleInterpolationMode is {resampleInterpolationMode}; nearest, bilinear or trilinear is expected.", nameof(resampleInterpolationMode));
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (tokens, size) = Tokens(inputs, vqvaeModel, ordering);
        var length = tokens.shape[1] - 1;
        var window = Math.Min(length, transformerModel.MaxSeqLen);
        // One call says all that the transformer sees from the beginning; further tokens need a call each, as their context moves along.
        List<Tensor> parts = [LogLikelihood(0, fromLast: false)];
        for (var start = 1L; start + window <= length; start++)
        {
            parts.Add(LogLikelihood(start, fromLast: true));
            EachToken?.Invoke((int)(start + window));
        }
        var likelihood = ordering.ToVoxels(cat([.. parts], 1)).reshape([tokens.shape[0], .. size]);
        if (resampleLatentLikelihoods)
        {
            using var resize = new Interpolate(size.Length, inputs.shape[2..], null, resampleInterpolationMode);
            likelihood = resize.call(likelihood.unsqueeze(1));
        }
        return likelihood.MoveToOuterDisposeScope();

        Tensor LogLikelihood(long start, bool fromLast)
        {
            using var step = NewDisposeScope();
            var scores = transformerModel.call(tokens.narrow(1, start, window), condition);
            var next = tokens.narrow(1, start + 1, window);
            var (asked, answer) = fromLast ? (scores.narrow(1, window - 1, 1), next.narrow(1, window - 1, 1)) : (scores, next);
            return asked.log_softmax(-1).gather(2, answer.unsqueeze(2)).squeeze(2).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The beginning and all tokens of images, [B, 1 + N], and the spatial size of their features.</summary>
    private static (Tensor Tokens, long[] Size) Tokens(Tensor inputs, VQVAE vqvaeModel, Ordering ordering)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(vqvaeModel);
        ArgumentNullException.ThrowIfNull(ordering);
        using var noGradient = no_grad();
        var indices = vqvaeModel.IndexQuantize(inputs);
        var sequence = ordering.ToSequence(indices.flatten(1).to_type(ScalarType.Int64));
        return (cat([full([sequence.shape[0], 1], vqvaeModel.NumEmbeddings, ScalarType.Int64, sequence.device), sequence], 1), indices.shape[1..]);
    }
}
