using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// An autoencoder whose features are entries of a codebook. Van den Oord et al., Neural discrete representation learning (2017); as in
/// Tudosiu et al., Morphology-preserving autoregressive 3D generative modelling of the brain (2022).
/// </summary>
public sealed class VQVAE : MultiBlock, ILatentAutoencoder
{
    private readonly nn.Module<Tensor, Tensor> encoder, decoder;
    private readonly VectorQuantizer quantizer;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...] and the quantization's loss.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="channels">Channels at each size of the image, from the largest; 96, 96, 192 if null.</param>
    /// <param name="numResLayers">Residual units at each size.</param>
    /// <param name="numResChannels">Channels between their convolutions, one number or one a size; 96, 96, 192 if null.</param>
    /// <param name="downsampleParameters">Stride, kernel, dilation and padding of each convolution that shrinks, or of all; 2, 4, 1, 1 if null.</param>
    /// <param name="upsampleParameters">Stride, kernel, dilation, padding and output padding of each convolution that enlarges, or of all; 2, 4, 1, 1, 0 if null.</param>
    /// <param name="numEmbeddings">Entries of the codebook.</param>
    /// <param name="embeddingDim">Channels of its entries.</param>
    /// <param name="embeddingInit">How the entries begin.</param>
    /// <param name="commitmentCost">Weight of the loss that draws features to their entries.</param>
    /// <param name="decay">How much of an entry's past stays at each step of training, in [0, 1].</param>
    /// <param name="epsilon">Added to how often an entry was used.</param>
    /// <param name="dropout">Probability to drop a value.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="outputAct">What follows the last convolution; nothing if null.</param>
    /// <param name="ddpSync">See <see cref="EMAQuantizer(int, int, int, double, double, double, CodebookInit, bool)"/>.</param>
    /// <param name="useCheckpointing">Asks to save memory while training; changes no result.</param>
    /// <exception cref="ArgumentException">Numbers do not fit one another or the axes, or a layer is unknown.</exception>
    public VQVAE(
        int spatialDims, int inChannels, int outChannels, Values<int>? channels = null, int numResLayers = 3, Values<int>? numResChannels = null,
        Values<Values<int>>? downsampleParameters = null, Values<Values<int>>? upsampleParameters = null, int numEmbeddings = 32, int embeddingDim = 64,
        CodebookInit embeddingInit = CodebookInit.Normal, double commitmentCost = 0.25, double decay = 0.5, double epsilon = 1e-5, double dropout = 0,
        LayerSpec? act = null, LayerSpec? outputAct = null, bool ddpSync = true, bool useCheckpointing = false)
        : base(nameof(VQVAE))
    {
        channels ??= [96, 96, 192];
        numResChannels ??= [96, 96, 192];
        act ??= "relu";
        var levels = channels.Count;
        if (levels == 0 || (numResChannels.Count != 1 && numResChannels.Count != levels))
        {
            throw new ArgumentException(
                $"VQVAE: channels is {channels} and numResChannels {numResChannels}; one number or as many as channels are expected.", nameof(numResChannels));
        }
        var shrink = PerLevel(nameof(downsampleParameters), downsampleParameters ?? [[2, 4, 1, 1]], levels, 4);
        var enlarge = PerLevel(nameof(upsampleParameters), upsampleParameters ?? [[2, 4, 1, 1, 0]], levels, 5);

        encoder = this.Part("encoder", nn.Sequential(("blocks", ModuleParts.Sequence(EncoderBlocks()))));
        decoder = this.Part("decoder", nn.Sequential(("blocks", ModuleParts.Sequence(DecoderBlocks()))));
        quantizer = this.Part("quantizer", new VectorQuantizer(new(spatialDims, numEmbeddings, embeddingDim, commitmentCost, decay, epsilon, embeddingInit, ddpSync)));

        IEnumerable<nn.Module<Tensor, Tensor>> EncoderBlocks()
        {
            for (var i = 0; i < levels; i++)
            {
                var p = shrink[i];
                yield return new Convolution(
                    spatialDims, i == 0 ? inChannels : channels[i - 1], channels[i], p[0], p[1], "DA", act, dropout: i == 0 ? null : dropout, dilation: p[2], padding: p[3]);
                foreach (var unit in Residual(i))
                {
                    yield return unit;
                }
            }
            yield return new Convolution(spatialDims, channels[^1], embeddingDim, convOnly: true);
        }

        IEnumerable<nn.Module<Tensor, Tensor>> DecoderBlocks()
        {
            yield return new Convolution(spatialDims, embeddingDim, channels[^1], convOnly: true);
            for (var i = 0; i < levels; i++)
            {
                var (level, p) = (levels - 1 - i, enlarge[i]);
                foreach (var unit in Residual(level))
                {
                    yield return unit;
                }
                yield return new Convolution(
                    spatialDims, channels[level], level == 0 ? outChannels : channels[level - 1], p[0], p[1], "DA", act, LayerSpec.None,
                    level == 0 ? null : dropout, dilation: p[2], convOnly: level == 0, isTransposed: true, padding: p[3], outputPadding: p[4]);
            }
            if (outputAct is { IsNone: false })
            {
                yield return Act.Create(outputAct);
            }
        }

        IEnumerable<nn.Module<Tensor, Tensor>> Residual(int level)
            => Enumerable.Range(0, numResLayers).Select(_ => new VQVAEResidualUnit(spatialDims, channels[level], numResChannels.Cyclic(level), act, dropout));
    }

    /// <summary>How many entries of the codebook were used in effect at the last call; see <see cref="VectorQuantizer.Perplexity"/>.</summary>
    public double Perplexity => quantizer.Perplexity;

    /// <summary>Number of entries of the codebook.</summary>
    public int NumEmbeddings => quantizer.NumEmbeddings;

    /// <summary>Encodes, quantizes and decodes images [B, C, spatial...].</summary>
    /// <returns>The rebuilt images, and the loss of quantization.</returns>
    public (Tensor Reconstruction, Tensor QuantizationLoss) call(Tensor images) => ModuleParts.Scoped(() =>
    {
        var (quantized, loss) = Quantize(Encode(images));
        return (Decode(quantized), loss);
    });

    /// <summary>Features [B, embedding, spatial...] of images, before quantization.</summary>
    public Tensor Encode(Tensor images) => encoder.call(images);

    /// <summary>The entries of the codebook nearest to features, and the loss.</summary>
    public (Tensor Quantized, Tensor Loss) Quantize(Tensor encodings)
    {
        var (loss, quantized) = quantizer.call(encodings);
        return (quantized, loss);
    }

    /// <summary>Images of quantized features.</summary>
    public Tensor Decode(Tensor quantizations) => decoder.call(quantizations);

    /// <summary>Numbers [B, spatial...] of the entries that stand for images.</summary>
    public Tensor IndexQuantize(Tensor images)
    {
        using var features = Encode(images);
        return quantizer.Quantize(features);
    }

    /// <summary>Images of entries by their numbers [B, spatial...].</summary>
    public Tensor DecodeSamples(Tensor embeddingIndices)
    {
        using var entries = quantizer.Embed(embeddingIndices);
        return Decode(entries);
    }

    /// <summary>Quantized features of images: what a second network learns to generate.</summary>
    public Tensor EncodeStage2Inputs(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Quantize(Encode(x)).Quantized.MoveToOuterDisposeScope();
    }

    /// <summary>Images of generated features, which are quantized first.</summary>
    public Tensor DecodeStage2Outputs(Tensor z)
    {
        using var scope = NewDisposeScope();
        return Decode(Quantize(z).Quantized).MoveToOuterDisposeScope();
    }

    /// <summary>One set of numbers a level; one set given, as such or in a list, is for all.</summary>
    private static Values<int>[] PerLevel(string name, Values<Values<int>> sets, int levels, int count)
    {
        if (sets.Count == count && sets.All(one => one.Count == 1))
        {
            sets = [Values.From(sets.Select(one => one[0]))];
        }
        return (sets.Count == 1 || sets.Count == levels) && sets.All(one => one.Count == count)
            ? [.. Enumerable.Range(0, levels).Select(sets.Cyclic)]
            : throw new ArgumentException($"VQVAE: {name} is {sets}; {count} numbers, or {levels} times {count} (one set a size), are expected.", name);
    }

    Tensor ILatentAutoencoder.ToLatent(Tensor x) => EncodeStage2Inputs(x);

    Tensor ILatentAutoencoder.FromLatent(Tensor z, Tensor? seg) => DecodeStage2Outputs(z);
}
