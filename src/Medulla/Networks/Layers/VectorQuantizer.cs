using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>A codebook as the bottleneck of an autoencoder. Van den Oord et al., Neural discrete representation learning (2017).</summary>
public sealed class VectorQuantizer : MultiBlock
{
    private readonly EMAQuantizer quantizer;

    /// <summary>[B, C, spatial...] to the same.</summary>
    /// <param name="quantizer">The codebook.</param>
    public VectorQuantizer(EMAQuantizer quantizer)
        : base(nameof(VectorQuantizer))
        => this.quantizer = this.Part("quantizer", quantizer);

    /// <summary>Number of entries.</summary>
    public int NumEmbeddings => quantizer.NumEmbeddings;

    /// <summary>How many entries were used in effect at the last call: 1 if all voxels had the same, all entries if they were used alike. NaN before.</summary>
    public double Perplexity { get; private set; } = double.NaN;

    /// <summary>Quantizes voxels [B, C, spatial...].</summary>
    /// <returns>The loss, and the entries nearest to the voxels.</returns>
    public (Tensor Loss, Tensor Quantized) call(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var (quantized, loss, indices) = quantizer.call(inputs);
        var share = indices.flatten().bincount(null, quantizer.NumEmbeddings).to_type(ScalarType.Float32) / indices.numel();
        Perplexity = (-(share * (share + 1e-10).log()).sum()).exp().cpu().item<float>();
        return (loss.MoveToOuterDisposeScope(), quantized.MoveToOuterDisposeScope());
    }

    /// <summary>Entries [B, C, spatial...] by their numbers [B, spatial...].</summary>
    public Tensor Embed(Tensor embeddingIndices) => quantizer.Embed(embeddingIndices);

    /// <summary>Numbers [B, spatial...] of the entries nearest to voxels [B, C, spatial...].</summary>
    public Tensor Quantize(Tensor encodings)
    {
        using var scope = NewDisposeScope();
        return quantizer.call(encodings).Indices.MoveToOuterDisposeScope();
    }
}
